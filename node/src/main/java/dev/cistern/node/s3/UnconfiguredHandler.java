package dev.cistern.node.s3;

import dev.cistern.node.s3.S3Operation.OnUnconfigured;
import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.store.ObjectStore;
import io.vertx.core.Future;

/** Configurations that no bucket here has: asking for one gets what Amazon answers where none was made. */
final class UnconfiguredHandler {
    private final ObjectStore store;

    UnconfiguredHandler(ObjectStore store) {
        this.store = store;
    }

    Future<Void> answer(S3Request request, OnUnconfigured operation) {
        return store.headBucket(operation.bucket()).compose(bucket -> answer(request, operation.action()));
    }

    private static Future<Void> answer(S3Request request, S3Action action) {
        return switch (action) {
            case GET_BUCKET_LOGGING -> request.answerXml("BucketLoggingStatus", to -> {});
            case GET_BUCKET_NOTIFICATION_CONFIGURATION -> request.answerXml("NotificationConfiguration", to -> {});
            case GET_BUCKET_ACCELERATE_CONFIGURATION -> request.answerXml("AccelerateConfiguration", to -> {});
            case GET_BUCKET_REQUEST_PAYMENT ->
                request.answerXml("RequestPaymentConfiguration", to -> to.element("Payer", "BucketOwner"));
            case GET_BUCKET_REPLICATION -> throw new S3Exception(S3Error.NO_REPLICATION);
            case GET_BUCKET_WEBSITE -> throw new S3Exception(S3Error.NO_SUCH_WEBSITE);
            // What remains deletes a configuration that is not there, which is done.
            default -> request.answer(204);
        };
    }
}
