package dev.cistern.node.sign;

import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Checks signatures of version 4. Used by any thread.
 *
 * <p>The rules: a clock may be 15 minutes off; every {@code x-amz-} header must be signed, so that nobody on the way adds
 * one; a wrong signature and an unknown key are told apart, as Amazon does.
 */
public final class Authenticator {
    private static final Duration SKEW = Duration.ofMinutes(15);
    /** Goes with keys that somebody lent for a while, of which this node has none. */
    private static final String TOKEN = "x-amz-security-token";

    private final Function<String, Optional<String>> secretOf;
    private final InstantSource clock;
    private final SigningKeys keys = new SigningKeys();

    /** @param secretOf the secret of an access key */
    public Authenticator(Function<String, Optional<String>> secretOf, InstantSource clock) {
        this.secretOf = secretOf;
        this.clock = clock;
    }

    /** @throws S3Exception where the request is signed, but not well */
    public Identity verify(SignedRequest request) {
        Optional<Claim> claim = Claim.of(request);
        return claim.map(signed -> verify(request, signed))
                .orElseGet(() -> new Identity(Optional.empty(), Payload.announced(request.headers())));
    }

    /**
     * Checks the signature of a form, which is over its policy alone.
     *
     * @param fields by lower-case name
     * @return the access key of who signed it; empty for a form that nobody has
     * @throws S3Exception where it is signed, but not well
     */
    public Optional<String> verifyForm(Map<String, String> fields) {
        if (fields.containsKey("awsaccesskeyid") || fields.containsKey("signature")) {
            throw Claim.oldVersion();
        }
        if (!fields.containsKey("policy") && !fields.containsKey("x-amz-signature")) {
            return Optional.empty();
        }
        String policy = field(fields, "policy");
        if (!field(fields, "x-amz-algorithm").equals(Claim.ALGORITHM)) {
            throw S3Exception.argument(
                    "X-Amz-Algorithm", field(fields, "x-amz-algorithm"), "must be " + Claim.ALGORITHM);
        }
        String credential = field(fields, "x-amz-credential");
        Scope scope = Scope.parse(credential)
                .filter(known -> known.service().equals("s3"))
                .orElseThrow(() -> S3Exception.argument(
                        "X-Amz-Credential", credential, "is not of the form KEY/DATE/REGION/s3/aws4_request"));
        String date = field(fields, "x-amz-date");
        if (!date.startsWith(scope.date())) {
            throw S3Exception.argument("X-Amz-Date", date, "is not of the day of the credential");
        }
        String signature = field(fields, "x-amz-signature");
        String secret =
                secretOf.apply(scope.accessKey()).orElseThrow(() -> new S3Exception(S3Error.INVALID_ACCESS_KEY_ID));
        if (!SigningKey.same(SigningKey.of(secret, scope).sign(policy), signature)) {
            throw new S3Exception(S3Error.SIGNATURE_DOES_NOT_MATCH);
        }
        return Optional.of(scope.accessKey());
    }

    /** What a form lacks. */
    public static S3Exception missingField(String name) {
        return new S3Exception(
                S3Error.INVALID_ARGUMENT,
                "Bucket POST must contain a field named '" + name
                        + "'.  If it is specified, please check the order of the fields.");
    }

    private static String field(Map<String, String> fields, String name) {
        return Optional.ofNullable(fields.get(name)).orElseThrow(() -> missingField(name));
    }

    private Identity verify(SignedRequest request, Claim claim) {
        checkTime(claim);
        checkHeaders(request, claim);
        if (request.header(TOKEN).isPresent()
                || request.parameter("X-Amz-Security-Token").isPresent()) {
            throw new S3Exception(S3Error.INVALID_TOKEN);
        }
        String accessKey = claim.scope().accessKey();
        String secret = secretOf.apply(accessKey).orElseThrow(() -> new S3Exception(S3Error.INVALID_ACCESS_KEY_ID));
        SigningKey key = keys.of(secret, claim.scope());
        String payloadHash = payloadHash(request, claim);
        String text = CanonicalRequest.toSign(Signable.of(request), claim, payloadHash);
        if (!SigningKey.same(key.sign(text), claim.signature())) {
            throw new S3Exception(
                    S3Error.SIGNATURE_DOES_NOT_MATCH,
                    S3Error.SIGNATURE_DOES_NOT_MATCH.sentence() + " Check your key and signing method.");
        }
        keys.keep(secret, claim.scope(), key);
        Payload payload = Payload.of(payloadHash, request.headers(), Optional.of(new ChunkSigner(key, claim)));
        return new Identity(Optional.of(accessKey), payload);
    }

    private void checkTime(Claim claim) {
        Instant now = clock.instant();
        Instant when = claim.when();
        if (claim.expiresSeconds().isEmpty()) {
            if (Duration.between(when, now).abs().compareTo(SKEW) > 0) {
                throw new S3Exception(S3Error.REQUEST_TIME_TOO_SKEWED);
            }
        } else if (now.plus(SKEW).isBefore(when)) {
            throw new S3Exception(S3Error.ACCESS_DENIED, "Request is not valid yet");
        } else if (now.isAfter(when.plusSeconds(claim.expiresSeconds().get()))) {
            throw new S3Exception(S3Error.ACCESS_DENIED, "Request has expired");
        }
    }

    private static void checkHeaders(SignedRequest request, Claim claim) {
        for (String name : request.headers().names()) {
            String lower = name.toLowerCase(Locale.ROOT);
            // The hash stands in the signed form itself.
            boolean mustBeSigned = lower.startsWith("x-amz-") && !lower.equals("x-amz-content-sha256");
            if (mustBeSigned && !claim.signedHeaders().contains(lower)) {
                throw new S3Exception(
                        S3Error.ACCESS_DENIED,
                        "There were headers present in the request which were not signed: " + lower);
            }
        }
    }

    private static String payloadHash(SignedRequest request, Claim claim) {
        String header = Payload.hash(request.headers());
        if (claim.expiresSeconds().isPresent()) {
            String hash =
                    header.isEmpty() ? request.parameter("X-Amz-Content-Sha256").orElse("") : header;
            return hash.isEmpty() ? Payload.UNSIGNED : hash;
        }
        if (header.isEmpty()) {
            throw new S3Exception(
                    S3Error.INVALID_REQUEST, "Missing required header for this request: x-amz-content-sha256");
        }
        return header;
    }
}
