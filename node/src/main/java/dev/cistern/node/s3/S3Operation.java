package dev.cistern.node.s3;

import dev.cistern.node.store.BucketName;
import io.vertx.core.Future;

/** What a request to S3 asks for: one value per request, with typed parameters. */
sealed interface S3Operation
        permits BucketOperation, ObjectOperation, MultipartOperation, VersionOperation, S3Operation.NotServed {

    /** Which operation of Amazon's it is, and so which leave it needs. */
    S3Action action();

    /** Calls the one handler for this operation. */
    Future<Void> perform(S3Handlers handlers, S3Request request);

    /** An operation that there is, but not here. */
    record NotServed(S3Action action) implements S3Operation {
        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            throw S3Request.notImplemented(action.title() + " is not implemented");
        }
    }

    /** An operation on a bucket's configuration of a kind that no bucket here has. */
    record OnUnconfigured(S3Action action, BucketName bucket) implements BucketOperation {
        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.unconfigured().answer(request, this);
        }
    }
}
