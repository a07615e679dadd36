package dev.cistern.node.s3;

import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.s3.wire.XmlElement;
import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.ObjectStore;
import io.vertx.core.Future;
import java.util.Optional;

/** Whether buckets keep versions. */
final class VersioningHandler {
    private final ObjectStore store;

    VersioningHandler(ObjectStore store) {
        this.store = store;
    }

    Future<Void> get(S3Request request, VersionOperation.GetBucketVersioning operation) {
        return store.headBucket(operation.bucket())
                .compose(bucket ->
                        request.answerXml("VersioningConfiguration", to -> bucket.document(BucketDocument.VERSIONING)
                                .ifPresent(status -> to.element("Status", status))));
    }

    Future<Void> put(S3Request request, VersionOperation.PutBucketVersioning operation) {
        return request.xml("VersioningConfiguration")
                .compose(document ->
                        store.configure(operation.bucket(), BucketDocument.VERSIONING, Optional.of(status(document))))
                .compose(bucket -> request.answer(200));
    }

    private static String status(XmlElement document) {
        if (document.textOf("MfaDelete").orElse("Disabled").equals("Enabled")) {
            throw S3Request.notImplemented("MFA delete is not implemented: leave MfaDelete out, or send Disabled");
        }
        String status = document.textOf("Status")
                .orElseThrow(
                        () -> new S3Exception(S3Error.ILLEGAL_VERSIONING, "The Versioning element must be specified"));
        if (!status.equals("Enabled") && !status.equals("Suspended")) {
            throw XmlElement.malformed("Status is Enabled or Suspended");
        }
        return status;
    }
}
