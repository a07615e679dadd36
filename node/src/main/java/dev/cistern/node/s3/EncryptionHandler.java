package dev.cistern.node.s3;

import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.s3.wire.XmlElement;
import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.ObjectStore;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * How objects of a bucket are encrypted that do not say it themselves. Kept as {@code AES256}, followed by
 * {@code bucket-key} where that was asked for, which means nothing without a KMS and is given back.
 */
final class EncryptionHandler {
    private static final String ROOT = "ServerSideEncryptionConfiguration";
    private static final String WITH_BUCKET_KEY = S3Encryption.AES256 + " bucket-key";

    private final ObjectStore store;

    EncryptionHandler(ObjectStore store) {
        this.store = store;
    }

    Future<Void> get(S3Request request, BucketName bucket) {
        return store.headBucket(bucket).compose(found -> {
            String text = found.document(BucketDocument.ENCRYPTION)
                    .orElseThrow(() -> new S3Exception(S3Error.NO_SUCH_ENCRYPTION));
            return request.answerXml(
                    ROOT,
                    to -> to.element("Rule", rule -> {
                        rule.element(
                                "ApplyServerSideEncryptionByDefault",
                                apply -> apply.element("SSEAlgorithm", S3Encryption.AES256));
                        rule.element("BucketKeyEnabled", Boolean.toString(text.equals(WITH_BUCKET_KEY)));
                    }));
        });
    }

    Future<Void> put(S3Request request, BucketName bucket) {
        return request.xml(ROOT)
                .map(EncryptionHandler::text)
                .compose(text -> store.configure(bucket, BucketDocument.ENCRYPTION, Optional.of(text)))
                .compose(configured -> request.answer(200));
    }

    Future<Void> delete(S3Request request, BucketName bucket) {
        return store.configure(bucket, BucketDocument.ENCRYPTION, Optional.empty())
                .compose(configured -> request.answer(204));
    }

    private static String text(XmlElement configuration) {
        List<XmlElement> rules = configuration.all("Rule");
        if (rules.size() != 1) {
            throw XmlElement.malformed("it has " + rules.size() + " rules and not one");
        }
        XmlElement rule = rules.get(0);
        requireNothingBlocked(rule);
        XmlElement apply = rule.first("ApplyServerSideEncryptionByDefault")
                .orElseThrow(() -> XmlElement.malformed("Rule lacks ApplyServerSideEncryptionByDefault"));
        String algorithm = apply.requiredText("SSEAlgorithm").strip();
        if (S3Encryption.isKms(algorithm)) {
            throw S3Encryption.noKms();
        }
        if (!algorithm.equals(S3Encryption.AES256)) {
            throw XmlElement.malformed("SSEAlgorithm is '" + algorithm + "'");
        }
        if (!apply.textOf("KMSMasterKeyID").orElse("").isEmpty()) {
            throw new S3Exception(
                    S3Error.INVALID_ARGUMENT,
                    "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse");
        }
        return switch (rule.textOf("BucketKeyEnabled").orElse("false")) {
            case "true" -> WITH_BUCKET_KEY;
            case "false" -> S3Encryption.AES256;
            default -> throw XmlElement.malformed("BucketKeyEnabled is neither true nor false");
        };
    }

    private static void requireNothingBlocked(XmlElement rule) {
        boolean blocks = rule.first("BlockedEncryptionTypes").stream()
                .flatMap(types -> types.all("EncryptionType").stream())
                .anyMatch(type -> !type.text().strip().equals("NONE"));
        if (blocks) {
            throw S3Request.notImplemented("blocking types of encryption is not implemented");
        }
    }
}
