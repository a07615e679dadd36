package dev.cistern.node.s3;

import dev.cistern.node.s3.cors.CorsRules;
import dev.cistern.node.s3.lifecycle.LifecycleRules;
import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import java.util.Optional;

/** Finds the bucket that a request is for. Used by all event loops. */
final class S3Buckets {
    private final ObjectStore store;
    private final ParsedDocuments<CorsRules> cors = new ParsedDocuments<>(BucketDocument.CORS, CorsRules::parse);
    private final ParsedDocuments<LifecycleRules> lifecycle =
            new ParsedDocuments<>(BucketDocument.LIFECYCLE, LifecycleRules::parse);

    S3Buckets(ObjectStore store) {
        this.store = store;
    }

    /** Empty for the service, and where there is no such bucket: the operation says so. */
    Future<Optional<S3Bucket>> of(S3Address address) {
        if (address.bucket().isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        BucketName name;
        try {
            name = new BucketName(address.bucket().get());
        } catch (StoreException e) {
            return Future.succeededFuture(Optional.empty());
        }
        return store.headBucket(name)
                .map(found -> Optional.of(with(found)))
                .recover(cause -> cause instanceof StoreException failed && failed.code() == Code.NO_SUCH_BUCKET
                        ? Future.succeededFuture(Optional.empty())
                        : Future.failedFuture(cause));
    }

    private S3Bucket with(BucketInfo bucket) {
        return new S3Bucket(bucket, cors.of(bucket), lifecycle.of(bucket));
    }
}
