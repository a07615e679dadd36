package dev.cistern.node.s3;

import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.s3.wire.XmlElement;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tags of objects, out of headers and documents, within Amazon's limits. */
final class S3Tags {
    private static final int MOST = 10;
    private static final int MOST_KEY_CHARS = 128;
    private static final int MOST_VALUE_CHARS = 256;

    private S3Tags() {}

    /** Out of {@code x-amz-tagging: a=1&b=2}. */
    static Map<String, String> ofHeader(S3Request request) {
        String header = request.header("x-amz-tagging");
        Map<String, String> tags = new LinkedHashMap<>();
        if (header == null) {
            return tags;
        }
        for (String pair : header.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (!pair.isEmpty()) {
                String key = equals < 0 ? pair : pair.substring(0, equals);
                put(tags, decode(key), equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return tags;
    }

    static Map<String, String> of(XmlElement tagging) {
        Map<String, String> tags = new LinkedHashMap<>();
        XmlElement set = tagging.first("TagSet").orElseThrow(() -> XmlElement.malformed("it lacks TagSet"));
        for (XmlElement tag : set.all("Tag")) {
            put(tags, tag.requiredText("Key"), tag.requiredText("Value"));
        }
        return tags;
    }

    private static void put(Map<String, String> tags, String key, String value) {
        if (key.isEmpty() || key.length() > MOST_KEY_CHARS) {
            throw invalid("The TagKey you have provided is invalid");
        }
        if (value.length() > MOST_VALUE_CHARS) {
            throw invalid("The TagValue you have provided is invalid");
        }
        if (tags.put(key, value) != null) {
            throw invalid("Cannot provide multiple Tags with the same key");
        }
        if (tags.size() > MOST) {
            throw invalid("Object tags cannot be greater than " + MOST);
        }
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new S3Exception(
                    S3Error.INVALID_ARGUMENT,
                    "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without"
                            + " tag name duplicates.");
        }
    }

    private static S3Exception invalid(String why) {
        return new S3Exception(S3Error.INVALID_TAG, why);
    }
}
