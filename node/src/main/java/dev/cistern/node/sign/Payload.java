package dev.cistern.node.sign;

import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** How the body of a request is framed, and what its signature says of it. */
public sealed interface Payload {
    /** What is signed in place of a hash where the body is not. */
    String UNSIGNED = "UNSIGNED-PAYLOAD";

    /**
     * The body as it is.
     *
     * @param sha256 what it must come to, lower-case hexadecimal digits
     */
    record Plain(Optional<String> sha256) implements Payload {}

    /**
     * The body in Amazon's chunks.
     *
     * @param trailer whether lines follow the last chunk
     * @param signer checks each chunk; empty where they are not signed, or nobody's signature is checked
     */
    record Chunked(boolean trailer, Optional<ChunkSigner> signer) implements Payload {}

    /** As headers announce it, with nothing checked. */
    static Payload announced(MultiMap headers) {
        return of(hash(headers), headers, Optional.empty());
    }

    /** @param hash the value of {@code x-amz-content-sha256}, or what stands for it */
    static Payload of(String hash, MultiMap headers, Optional<ChunkSigner> signer) {
        return switch (hash) {
            case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" -> new Chunked(false, signer);
            case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" -> new Chunked(true, signer);
            case "STREAMING-UNSIGNED-PAYLOAD-TRAILER" -> new Chunked(true, Optional.empty());
            case UNSIGNED, "" -> isChunked(headers) ? new Chunked(true, Optional.empty()) : new Plain(Optional.empty());
            default -> new Plain(Optional.of(sha256(hash)));
        };
    }

    static String hash(MultiMap headers) {
        String hash = headers.get("x-amz-content-sha256");
        return hash == null ? "" : hash.strip();
    }

    /** A body whose framing were not known would be stored with it. */
    private static boolean isChunked(MultiMap headers) {
        return headers.getAll("Content-Encoding").stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .anyMatch(coding -> coding.strip().equalsIgnoreCase("aws-chunked"));
    }

    private static String sha256(String hash) {
        String hex = hash.toLowerCase(Locale.ROOT);
        if (!Digits.SHA256.matcher(hex).matches()) {
            boolean streaming = hash.startsWith("STREAMING-");
            throw new S3Exception(
                    streaming ? S3Error.NOT_IMPLEMENTED : S3Error.INVALID_ARGUMENT,
                    "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD,"
                            + " STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, STREAMING-UNSIGNED-PAYLOAD-TRAILER or a"
                            + " valid sha256 value.");
        }
        return hex;
    }

    /** Keeps the pattern out of the interface's public constants. */
    final class Digits {
        private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

        private Digits() {}
    }
}
