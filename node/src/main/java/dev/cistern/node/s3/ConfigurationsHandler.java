package dev.cistern.node.s3;

import dev.cistern.node.s3.cors.CorsRules;
import dev.cistern.node.s3.lifecycle.LifecycleRules;
import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.s3.wire.XmlElement;
import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.ObjectStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.function.Function;

/** Configurations of a bucket that are a document which is put, given back as it was, and taken away. */
final class ConfigurationsHandler {
    private final ObjectStore store;

    ConfigurationsHandler(ObjectStore store) {
        this.store = store;
    }

    /** What can be configured so. */
    @SuppressWarnings("ImmutableEnumChecker") // its functions have no state
    enum Kind {
        CORS(BucketDocument.CORS, CorsRules.ROOT, S3Error.NO_SUCH_CORS, xml -> CorsRules.of(xml)
                .text()),
        LIFECYCLE(BucketDocument.LIFECYCLE, LifecycleRules.ROOT, S3Error.LIFECYCLE_NOT_FOUND, xml -> LifecycleRules.of(
                        xml)
                .text()),
        TAGGING(BucketDocument.TAGGING, S3Tags.ROOT, S3Error.NO_SUCH_TAG_SET, S3Tags::textOfBucket);

        private final BucketDocument document;
        private final String root;
        private final S3Error missing;
        private final Function<XmlElement, String> checked;

        /** @param checked the text to keep of a document, which it refuses where it breaks a rule; empty for none */
        Kind(BucketDocument document, String root, S3Error missing, Function<XmlElement, String> checked) {
            this.document = document;
            this.root = root;
            this.missing = missing;
            this.checked = checked;
        }

        BucketDocument document() {
            return document;
        }

        /** The outermost element. */
        String root() {
            return root;
        }

        /** What is answered where there is none. */
        S3Error missing() {
            return missing;
        }

        /** @throws S3Exception where it breaks a rule */
        String checked(XmlElement xml) {
            return checked.apply(xml);
        }
    }

    Future<Void> get(S3Request request, BucketOperation.GetConfiguration operation) {
        Kind kind = operation.kind();
        return store.headBucket(operation.bucket())
                .compose(bucket -> request.answerXml(
                        200,
                        Buffer.buffer(
                                bucket.document(kind.document).orElseThrow(() -> new S3Exception(kind.missing)))));
    }

    Future<Void> put(S3Request request, BucketOperation.PutConfiguration operation) {
        Kind kind = operation.kind();
        return request.xml(kind.root)
                .compose(xml -> {
                    Optional<String> text = Optional.of(kind.checked.apply(xml)).filter(kept -> !kept.isEmpty());
                    return store.configure(operation.bucket(), kind.document, text);
                })
                .compose(bucket -> request.answer(kind == Kind.TAGGING ? 204 : 200));
    }

    Future<Void> delete(S3Request request, BucketOperation.DeleteConfiguration operation) {
        return store.configure(operation.bucket(), operation.kind().document, Optional.empty())
                .compose(bucket -> request.answer(204));
    }
}
