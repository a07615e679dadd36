package dev.cistern.node.engine;

import dev.cistern.node.engine.record.ObjectRecord;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectLock;
import dev.cistern.node.store.ObjectVersion;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Promise;

/** A version whose lock is to be changed. */
final class LockCommit extends Commit<ObjectInfo> {
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
        BucketInfo now = round.buckets().requireSame(bucket);
        if (!now.canLock()) {
            throw new StoreException(Code.NOT_LOCKABLE, "objects of bucket '" + now.name() + "' cannot be locked");
        }
        ObjectRecord old = round.require(version, now);
        ObjectLock lock = old.info().traits().lock().changed(version, change, round.now());
        ObjectInfo info = old.info().with(old.info().traits().locked(lock));
        round.putHead(now, new ObjectRecord(info, old.place()));
        return info;
    }
}
