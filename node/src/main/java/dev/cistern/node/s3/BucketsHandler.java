package dev.cistern.node.s3;

import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.s3.wire.XmlElement;
import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.BucketTraits;
import dev.cistern.node.store.LockRule;
import dev.cistern.node.store.ObjectStore;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** Buckets themselves. */
final class BucketsHandler {
    /** Where every bucket is, for clients that want to know. */
    static final String REGION = "us-east-1";

    private final ObjectStore store;

    BucketsHandler(ObjectStore store) {
        this.store = store;
    }

    Future<Void> list(S3Request request, BucketOperation.ListBuckets operation) {
        return store.listBuckets().compose(all -> {
            List<BucketInfo> matching = all.stream()
                    .filter(bucket -> bucket.name().value().startsWith(operation.prefix()))
                    .filter(bucket -> operation.after().isEmpty()
                            || bucket.name().value().compareTo(operation.after().get()) > 0)
                    .toList();
            List<BucketInfo> page = matching.stream().limit(operation.atMost()).toList();
            return request.answerXml("ListAllMyBucketsResult", to -> {
                S3Owner.write(to);
                to.element(
                        "Buckets",
                        list -> page.forEach(bucket -> list.element("Bucket", entry -> {
                            entry.element("Name", bucket.name().value());
                            entry.element("CreationDate", S3Times.format(bucket.created()));
                        })));
                if (page.size() < matching.size() && !page.isEmpty()) {
                    String last = page.get(page.size() - 1).name().value();
                    to.element("ContinuationToken", ListTokens.encode(last));
                }
                if (!operation.prefix().isEmpty()) {
                    to.element("Prefix", operation.prefix());
                }
            });
        });
    }

    Future<Void> create(S3Request request, BucketOperation.CreateBucket operation) {
        AclsHandler.requirePrivate(request);
        return request.optionalXml("CreateBucketConfiguration")
                .compose(configuration -> {
                    configuration.ifPresent(BucketsHandler::check);
                    return store.createBucket(operation.bucket(), traits(request));
                })
                .compose(bucket -> {
                    request.response().putHeader("Location", "/" + bucket.name().value());
                    return request.answer(200);
                });
    }

    Future<Void> head(S3Request request, BucketOperation.HeadBucket operation) {
        return store.headBucket(operation.bucket()).compose(bucket -> {
            request.response().putHeader("x-amz-bucket-region", REGION);
            return request.answer(200);
        });
    }

    Future<Void> delete(S3Request request, BucketOperation.DeleteBucket operation) {
        return store.destroyBucket(operation.bucket(), ObjectStore.Contents.MUST_BE_EMPTY)
                .compose(deleted -> request.answer(204));
    }

    Future<Void> location(S3Request request, BucketOperation.GetBucketLocation operation) {
        return store.headBucket(operation.bucket())
                .compose(bucket -> request.answerXml("LocationConstraint", to -> {}));
    }

    private static BucketTraits traits(S3Request request) {
        boolean canLock = "true".equalsIgnoreCase(request.header("x-amz-bucket-object-lock-enabled"));
        return canLock
                ? BucketTraits.NONE
                        .with(BucketDocument.VERSIONING, Optional.of("Enabled"))
                        .with(BucketDocument.OBJECT_LOCK, Optional.of(new LockRule(Optional.empty()).text()))
                : BucketTraits.NONE;
    }

    /** Any region will do, since the node has none; but it must be one. */
    private static void check(XmlElement configuration) {
        Optional<String> region = configuration.textOf("LocationConstraint");
        if (region.isPresent() && !region.get().matches("[A-Za-z0-9_-]{0,64}")) {
            throw new S3Exception(S3Error.INVALID_LOCATION_CONSTRAINT);
        }
    }
}
