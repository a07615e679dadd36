package dev.cistern.node.engine;

import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.ObjectStore.Contents;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Promise;
import java.util.function.LongConsumer;

/** A bucket to be removed. Its name is free at once; what it held is removed in the background. */
final class DestroyBucketCommit extends Commit<BucketInfo> {
    private final BucketName name;
    private final Contents contents;
    private final Buckets buckets;
    private final LongConsumer removeContents;

    DestroyBucketCommit(
            BucketName name,
            Contents contents,
            Buckets buckets,
            LongConsumer removeContents,
            Promise<BucketInfo> promise) {
        super(promise);
        this.name = name;
        this.contents = contents;
        this.buckets = buckets;
        this.removeContents = removeContents;
    }

    @Override
    boolean isAlone() {
        return true;
    }

    @Override
    BucketInfo evaluate(CommitRound round) {
        BucketInfo bucket = buckets.require(name);
        boolean mustBeEmpty = contents == Contents.MUST_BE_EMPTY || bucket.canLock();
        if (mustBeEmpty && round.records().hasObjects(bucket.id())) {
            throw new StoreException(
                    Code.BUCKET_NOT_EMPTY,
                    "bucket '" + name + "' holds objects or versions of them"
                            + (bucket.canLock() ? ", which can be locked: remove them one by one" : ""));
        }
        round.batch().deleteBucket(bucket);
        round.batch().doom(bucket.id());
        return bucket;
    }

    @Override
    void stored(BucketInfo bucket) {
        buckets.remove(bucket);
        removeContents.accept(bucket.id());
    }
}
