package dev.cistern.node.engine;

import dev.cistern.node.engine.record.Counter;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.BucketTraits;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Promise;

/** A bucket to be made. */
final class CreateBucketCommit extends Commit<BucketInfo> {
    private final BucketName name;
    private final BucketTraits traits;
    private final Buckets buckets;

    CreateBucketCommit(BucketName name, BucketTraits traits, Buckets buckets, Promise<BucketInfo> promise) {
        super(promise);
        this.name = name;
        this.traits = traits;
        this.buckets = buckets;
    }

    @Override
    boolean isAlone() {
        return true;
    }

    @Override
    BucketInfo evaluate(CommitRound round) {
        if (buckets.has(name)) {
            throw new StoreException(Code.BUCKET_EXISTS, "bucket '" + name + "' exists");
        }
        if (buckets.count() >= Buckets.MAX) {
            throw new StoreException(Code.INVALID_ARGUMENT, "a node holds at most " + Buckets.MAX + " buckets");
        }
        long id = round.records().counter(Counter.BUCKET_ID);
        BucketInfo bucket = new BucketInfo(name, id, round.now(), traits);
        round.batch().setCounter(Counter.BUCKET_ID, id + 1);
        round.batch().putBucket(bucket);
        return bucket;
    }

    @Override
    void stored(BucketInfo bucket) {
        buckets.add(bucket);
    }
}
