package dev.cistern.node.s3;

import dev.cistern.node.s3.access.Policy;
import dev.cistern.node.s3.access.PublicAccessBlock;
import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.ObjectStore;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Policies of buckets. They are kept and given back as they were sent. */
final class PoliciesHandler {
    private final ObjectStore store;

    PoliciesHandler(ObjectStore store) {
        this.store = store;
    }

    Future<Void> perform(S3Request request, BucketOperation.OnPolicy operation) {
        return switch (operation.action()) {
            case PUT_BUCKET_POLICY -> put(request, operation);
            case DELETE_BUCKET_POLICY ->
                store.configure(operation.bucket(), BucketDocument.POLICY, Optional.empty())
                        .compose(changed -> request.answer(204));
            case GET_BUCKET_POLICY_STATUS ->
                request.answerXml(
                        "PolicyStatus",
                        to -> to.element(
                                "IsPublic",
                                Boolean.toString(request.bucket().rules().isPublic())));
            default ->
                request.answerJson(request.bucket()
                        .bucket()
                        .document(BucketDocument.POLICY)
                        .orElseThrow(() -> new S3Exception(S3Error.NO_SUCH_BUCKET_POLICY)));
        };
    }

    private Future<Void> put(S3Request request, BucketOperation.OnPolicy operation) {
        return request.document().compose(body -> {
            String text = body.toString(StandardCharsets.UTF_8);
            Policy policy = Policy.parse(text, operation.bucket().value());
            if (policy.isPublic() && request.bucket().rules().blocks(PublicAccessBlock.BLOCK_PUBLIC_POLICY)) {
                throw new S3Exception(S3Error.ACCESS_DENIED, "the bucket blocks public policies");
            }
            return store.configure(operation.bucket(), BucketDocument.POLICY, Optional.of(text))
                    .compose(changed -> request.answer(204));
        });
    }
}
