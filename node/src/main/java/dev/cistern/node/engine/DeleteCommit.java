package dev.cistern.node.engine;

import dev.cistern.node.engine.record.Found;
import dev.cistern.node.engine.record.ObjectRecord;
import dev.cistern.node.engine.record.RecordInput;
import dev.cistern.node.engine.record.RecordOutput;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.DeleteCommand;
import dev.cistern.node.store.DeleteCommand.Which;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectLock.Bypass;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectVersion;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import dev.cistern.node.store.VersionId;
import dev.cistern.node.store.Versioning;
import io.vertx.core.Promise;
import java.util.Optional;

/** An object to be removed, or a version of it for good. */
final class DeleteCommit extends Commit<ObjectInfo> {
    private final DeleteCommand command;
    private final BucketInfo bucket;

    DeleteCommit(DeleteCommand command, BucketInfo bucket, Promise<ObjectInfo> promise) {
        super(promise);
        this.command = command;
        this.bucket = bucket;
    }

    @Override
    ObjectInfo evaluate(CommitRound round) {
        BucketInfo now = round.requireSame(bucket);
        ObjectVersion version = command.object();
        return version.id().isPresent() ? removed(round, now, version.id().get()) : deleted(round, now, version.name());
    }

    @Override
    void checkHere() {
        command.conditions().requireGuard();
    }

    @Override
    boolean makesRoom() {
        return true;
    }

    @Override
    void write(RecordOutput out) {
        CommandFields.writeBucket(out, bucket);
        CommandFields.writeVersion(out, command.object());
        CommandFields.writeConditions(out, command.conditions());
        out.write(command.bypass() == Bypass.GOVERNANCE ? 1 : 0);
        out.write(command.which() == Which.REPLACED ? 1 : 0);
    }

    static DeleteCommit read(RecordInput in) {
        BucketInfo bucket = CommandFields.readBucket(in);
        DeleteCommand command = new DeleteCommand(
                CommandFields.readVersion(in, bucket),
                CommandFields.readConditions(in),
                in.readFlag() ? Bypass.GOVERNANCE : Bypass.NONE,
                in.readFlag() ? Which.REPLACED : Which.ANY);
        return new DeleteCommit(command, bucket, Promise.promise());
    }

    private ObjectInfo deleted(CommitRound round, BucketInfo now, ObjectName name) {
        Optional<ObjectRecord> current = round.current(name, now);
        boolean hasVersions = now.versioning() != Versioning.OFF;
        if (current.isEmpty() && (!hasVersions || command.conditions().ifMatch().isPresent())) {
            throw new StoreException(Code.NO_SUCH_OBJECT, "there is no object " + name);
        }
        command.conditions().checkWrite(current.map(ObjectRecord::info).orElse(null));
        if (hasVersions) {
            return round.bury(now, name, current);
        }
        round.delete(now, current.orElseThrow());
        return current.orElseThrow().info();
    }

    private void requireReplaced(CommitRound round, BucketInfo now, ObjectInfo version) {
        boolean latest = round.current(version.name(), now)
                .filter(current -> current.info().version() == version.version())
                .isPresent();
        if (latest && command.which() == Which.REPLACED) {
            throw new StoreException(Code.PRECONDITION_FAILED, command.object() + " is the latest one");
        }
    }

    private ObjectInfo removed(CommitRound round, BucketInfo now, VersionId id) {
        ObjectVersion version = command.object();
        Found found = round.version(version.name(), now, id)
                .orElseThrow(() -> new StoreException(Code.NO_SUCH_VERSION, "there is no " + version));
        ObjectInfo info = found.object().info();
        command.conditions().checkWrite(info);
        requireReplaced(round, now, info);
        info.traits().lock().requireRemovable(version, round.now(), command.bypass());
        round.remove(now, found);
        return info;
    }
}
