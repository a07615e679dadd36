package dev.cistern.node.engine;

import dev.cistern.node.engine.record.ObjectRecord;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Promise;

/** An object to be removed. */
final class DeleteCommit extends Commit<ObjectInfo> {
    private final ObjectName name;
    private final BucketInfo bucket;
    private final Conditions conditions;

    DeleteCommit(ObjectName name, BucketInfo bucket, Conditions conditions, Promise<ObjectInfo> promise) {
        super(promise);
        this.name = name;
        this.bucket = bucket;
        this.conditions = conditions;
    }

    @Override
    ObjectInfo evaluate(CommitRound round) {
        round.buckets().requireSame(bucket);
        ObjectRecord current = round.current(name, bucket)
                .orElseThrow(() -> new StoreException(Code.NO_SUCH_OBJECT, "there is no object " + name));
        conditions.checkWrite(current.info());
        round.delete(bucket, current);
        return current.info();
    }
}
