package dev.cistern.node.s3;

import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.store.BodyDigests;
import dev.cistern.node.store.CustomerKey;
import dev.cistern.node.store.Encrypted;
import dev.cistern.node.store.Encryption;
import io.vertx.core.MultiMap;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Encryption of objects as headers say it, in both directions. */
final class S3Encryption {
    static final String AES256 = "AES256";

    private static final String METHOD = "x-amz-server-side-encryption";
    private static final String CUSTOMER = METHOD + "-customer-";
    private static final String OF_SOURCE = "x-amz-copy-source-server-side-encryption-customer-";
    private static final String KMS_KEY = METHOD + "-aws-kms-key-id";
    private static final String KMS_WORDS = METHOD + "-context";

    private S3Encryption() {}

    /** Whether headers bring a key, which must not be sent where others see it. */
    static boolean bringKey(MultiMap headers) {
        return headers.names().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .anyMatch(name -> name.startsWith(CUSTOMER) || name.startsWith(OF_SOURCE));
    }

    /** How the object that a request makes is to be encrypted; empty where it does not say. */
    static Optional<Encryption> wanted(S3Request request) {
        String method = request.header(METHOD);
        if (method != null && bring(request, CUSTOMER)) {
            throw invalid("Server Side Encryption with Customer provided key is incompatible with the encryption method"
                    + " specified");
        }
        if (method != null && isKms(method)) {
            throw noKms();
        }
        if (request.header(KMS_KEY) != null || request.header(KMS_WORDS) != null) {
            throw invalid("Server Side Encryption with AWS KMS managed key requires HTTP header"
                    + " x-amz-server-side-encryption : aws:kms");
        }
        if (method == null) {
            return key(request, CUSTOMER).map(Encryption.ByCustomer::new);
        }
        if (!method.equals(AES256)) {
            throw invalid("The encryption method specified is not supported");
        }
        return Optional.of(new Encryption.ByNode());
    }

    /** The key of the object, or of the upload, that a request is about. */
    static Optional<CustomerKey> key(S3Request request) {
        if (request.header(METHOD) != null) {
            throw invalid(METHOD + " header is not supported for this operation.");
        }
        return key(request, CUSTOMER);
    }

    /** The key of the object that is copied. */
    static Optional<CustomerKey> sourceKey(S3Request request) {
        return key(request, OF_SOURCE);
    }

    /** Tells how an object is encrypted; of a customer's key, what the request told. */
    static void write(S3Request request, Optional<Encrypted> encrypted) {
        if (encrypted.isEmpty()) {
            return;
        }
        if (!encrypted.get().isByCustomer()) {
            request.response().putHeader(METHOD, AES256);
            return;
        }
        request.response().putHeader(CUSTOMER + "algorithm", AES256);
        request.optionalHeader(CUSTOMER + "key-MD5")
                .ifPresent(md5 -> request.response().putHeader(CUSTOMER + "key-MD5", md5.strip()));
    }

    static boolean isKms(String method) {
        return method.equals("aws:kms") || method.equals("aws:kms:dsse");
    }

    static S3Exception noKms() {
        return S3Request.notImplemented("Server side encryption with KMS keys is not implemented: this node has no KMS."
                + " Use AES256, or a key of your own.");
    }

    private static boolean bring(S3Request request, String prefix) {
        return request.header(prefix + "algorithm") != null
                || request.header(prefix + "key") != null
                || request.header(prefix + "key-MD5") != null;
    }

    private static Optional<CustomerKey> key(S3Request request, String prefix) {
        if (!bring(request, prefix)) {
            return Optional.empty();
        }
        String algorithm = request.header(prefix + "algorithm");
        if (algorithm == null) {
            throw invalidKey("must provide a valid encryption algorithm.");
        }
        if (!algorithm.equals(AES256)) {
            throw new S3Exception(S3Error.INVALID_ENCRYPTION_ALGORITHM);
        }
        String key = request.header(prefix + "key");
        if (key == null) {
            throw invalidKey("must provide an appropriate secret key.");
        }
        return Optional.of(key(key, request.header(prefix + "key-MD5")));
    }

    private static CustomerKey key(String base64, @Nullable String md5) {
        if (md5 == null) {
            throw invalidKey("must provide the client calculated MD5 of the secret key.");
        }
        byte[] key;
        try {
            key = Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException e) {
            throw invalid("The secret key was invalid for the specified algorithm.");
        }
        MessageDigest digest = BodyDigests.digest("MD5");
        if (!Base64.getEncoder().encodeToString(digest.digest(key)).equals(md5.strip())) {
            throw invalid("The calculated MD5 hash of the key did not match the hash that was provided.");
        }
        if (key.length != CustomerKey.BYTES) {
            throw invalid("The secret key was invalid for the specified algorithm.");
        }
        return new CustomerKey(key);
    }

    private static S3Exception invalidKey(String what) {
        return invalid("Requests specifying Server Side Encryption with Customer provided keys " + what);
    }

    private static S3Exception invalid(String message) {
        return new S3Exception(S3Error.INVALID_ARGUMENT, message);
    }
}
