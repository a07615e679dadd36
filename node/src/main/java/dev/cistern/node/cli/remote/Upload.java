package dev.cistern.node.cli.remote;

import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * An object's bytes on their way out.
 *
 * @param contentMd5 in hex, for the node to check; empty where it is not known yet
 */
public record Upload(BodyPublisher publisher, long lengthBytes, String contentType, String contentMd5) {

    /** Bytes in memory, with their MD5. */
    public static Upload of(byte[] bytes, String contentType) {
        String md5 = HexFormat.of().formatHex(newMd5().digest(bytes));
        return new Upload(BodyPublishers.ofByteArray(bytes), bytes.length, contentType, md5);
    }

    /**
     * A stream of known length.
     *
     * @param lengthBytes at least 1; sending fails where the stream holds more or less
     */
    public static Upload of(Supplier<InputStream> stream, long lengthBytes, String contentType) {
        BodyPublisher publisher = BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(stream), lengthBytes);
        return new Upload(publisher, lengthBytes, contentType, "");
    }

    /** A stream to its end, however far that is. */
    public static Upload ofUnknownLength(Supplier<InputStream> stream, String contentType) {
        return new Upload(BodyPublishers.ofInputStream(stream), Integer.MAX_VALUE, contentType, "");
    }

    Map<String, String> headers() {
        Map<String, String> headers = new TreeMap<>();
        headers.put("Content-Type", contentType);
        if (!contentMd5.isEmpty()) {
            headers.put(
                    "Content-MD5",
                    Base64.getEncoder().encodeToString(HexFormat.of().parseHex(contentMd5)));
        }
        return headers;
    }

    /** MD5 is what ETags and {@code Content-MD5} are made of; it guards against damage, not against an enemy. */
    public static MessageDigest newMd5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has MD5", e);
        }
    }
}
