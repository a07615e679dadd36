package dev.cistern.node.engine;

import dev.cistern.node.engine.record.ObjectRecord;
import dev.cistern.node.engine.record.RecordInput;
import dev.cistern.node.engine.record.RecordOutput;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectLock;
import dev.cistern.node.store.ObjectLock.Bypass;
import dev.cistern.node.store.ObjectLock.Change;
import dev.cistern.node.store.ObjectLock.Hold;
import dev.cistern.node.store.ObjectLock.Mode;
import dev.cistern.node.store.ObjectLock.Retention;
import dev.cistern.node.store.ObjectVersion;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.Optional;

/** A version whose lock is to be changed. */
final class LockCommit extends Commit<ObjectInfo> {
    private static final byte SET_HOLD = 0;
    private static final byte RETAIN = 1;

    private final ObjectVersion version;
    private final BucketInfo bucket;
    private final ObjectLock.Change change;

    LockCommit(ObjectVersion version, BucketInfo bucket, ObjectLock.Change change, Promise<ObjectInfo> promise) {
        super(promise);
        this.version = version;
        this.bucket = bucket;
        this.change = change;
    }

    @Override
    ObjectInfo evaluate(CommitRound round) {
        BucketInfo now = round.requireSame(bucket);
        if (!now.canLock()) {
            throw new StoreException(Code.NOT_LOCKABLE, "objects of bucket '" + now.name() + "' cannot be locked");
        }
        ObjectRecord old = round.require(version, now);
        ObjectLock lock = old.info().traits().lock().changed(version, change, round.now());
        ObjectInfo info = old.info().with(old.info().traits().locked(lock));
        round.putHead(now, new ObjectRecord(info, old.place()));
        return info;
    }

    @Override
    void write(RecordOutput out) {
        CommandFields.writeBucket(out, bucket);
        CommandFields.writeVersion(out, version);
        if (change instanceof Change.SetHold set) {
            out.write(SET_HOLD);
            out.writeText(set.hold().name());
            return;
        }
        Change.Retain retain = (Change.Retain) change;
        out.write(RETAIN);
        out.writeOptional(retain.retention().map(kept -> kept.mode().name()));
        out.writeOptionalLong(CommandFields.millis(retain.retention().map(Retention::until)));
        out.write(retain.bypass() == Bypass.GOVERNANCE ? 1 : 0);
    }

    static LockCommit read(RecordInput in) {
        BucketInfo bucket = CommandFields.readBucket(in);
        ObjectVersion version = CommandFields.readVersion(in, bucket);
        return new LockCommit(version, bucket, readChange(in), Promise.promise());
    }

    private static Change readChange(RecordInput in) {
        byte kind = in.read();
        if (kind == SET_HOLD) {
            return new Change.SetHold(Hold.valueOf(in.readText()));
        }
        if (kind != RETAIN) {
            throw new IllegalArgumentException("there is no change " + kind + " of a lock");
        }
        Optional<Mode> mode = in.readOptional().map(Mode::valueOf);
        Optional<Instant> until = CommandFields.instant(in.readOptionalLong());
        Optional<Retention> retention =
                mode.map(how -> new Retention(how, until.orElseThrow(IllegalArgumentException::new)));
        return new Change.Retain(retention, in.readFlag() ? Bypass.GOVERNANCE : Bypass.NONE);
    }
}
