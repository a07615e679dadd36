package dev.cistern.node.engine;

import dev.cistern.node.engine.record.ObjectRecord;
import dev.cistern.node.engine.record.Records.Found;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.DeleteCommand;
import dev.cistern.node.store.ObjectInfo;
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
        BucketInfo now = round.buckets().requireSame(bucket);
        ObjectVersion version = command.object();
        return version.id().isPresent() ? removed(round, now, version.id().get()) : deleted(round, now, version.name());
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

    private ObjectInfo removed(CommitRound round, BucketInfo now, VersionId id) {
        ObjectVersion version = command.object();
        Found found = round.version(version.name(), now, id)
                .orElseThrow(() -> new StoreException(Code.NO_SUCH_VERSION, "there is no " + version));
        ObjectInfo info = found.object().info();
        command.conditions().checkWrite(info);
        info.traits().lock().requireRemovable(version, round.now(), command.bypass());
        round.remove(now, found);
        return info;
    }
}
