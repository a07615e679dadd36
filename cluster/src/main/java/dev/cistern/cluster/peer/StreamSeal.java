package dev.cistern.cluster.peer;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The end of a body that is streamed between nodes: what it comes to, and that it is what the sender of the signed request sent. The
 * signature of such a request has {@value #DIGEST} where others have the digest of the body. 44 bytes: length, checksum, tag.
 *
 * @param end what the sender says of the body
 * @param tag HMAC-SHA256 over the signature's base, the SHA-256 of the body and {@code end}, in hexadecimal digits; zeros where the cluster
 *     has no secret
 */
public record StreamSeal(End end, String tag) {
    /** Bytes of a seal. */
    public static final int BYTES = 44;

    static final String DIGEST = "sealed";
    static final Buffer NO_BODY_YET = Buffer.buffer();
    private static final int TAG_BYTES = 32;
    private static final String NO_TAG = "00".repeat(TAG_BYTES);

    /**
     * What a body comes to.
     *
     * @param length bytes
     * @param checksum as both ends compute it
     */
    public record End(long length, int checksum) {}

    static StreamSeal of(@Nullable PeerSecret secret, PeerSignature signature, End end, byte[] sha256) {
        if (secret == null) {
            return new StreamSeal(end, NO_TAG);
        }
        String sealed =
                signature.base() + "\n" + HexFormat.of().formatHex(sha256) + "\n" + end.length + "\n" + end.checksum;
        return new StreamSeal(end, HexFormat.of().formatHex(secret.tag(sealed.getBytes(StandardCharsets.UTF_8))));
    }

    /** Reads one. */
    public static StreamSeal read(Buffer bytes) {
        End end = new End(bytes.getLong(0), bytes.getInt(8));
        return new StreamSeal(end, HexFormat.of().formatHex(bytes.getBytes(12, BYTES)));
    }

    /** Whether they are the same, in a time that does not tell how much of them is. */
    boolean matches(StreamSeal other) {
        return end.equals(other.end)
                && MessageDigest.isEqual(
                        tag.getBytes(StandardCharsets.US_ASCII), other.tag.getBytes(StandardCharsets.US_ASCII));
    }

    Buffer write() {
        return Buffer.buffer(BYTES)
                .appendLong(end.length)
                .appendInt(end.checksum)
                .appendBytes(HexFormat.of().parseHex(tag));
    }
}
