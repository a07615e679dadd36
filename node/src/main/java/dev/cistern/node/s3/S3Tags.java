package dev.cistern.node.s3;

import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.s3.wire.UriCoding;
import dev.cistern.node.s3.wire.XmlElement;
import dev.cistern.node.s3.wire.XmlOut;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Tags of objects and buckets, out of headers and documents, within Amazon's limits. */
final class S3Tags {
    /** The outermost element of the document. */
    static final String ROOT = "Tagging";

    static final String HEADER = "x-amz-tagging";

    private static final int MOST_OF_OBJECT = 10;
    private static final int MOST_OF_BUCKET = 50;
    private static final int MOST_KEY_CHARS = 128;
    private static final int MOST_VALUE_CHARS = 256;
    private static final Pattern TEXT = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");

    private S3Tags() {}

    /** Out of {@code x-amz-tagging: a=1&b=2}. */
    static Map<String, String> ofHeader(S3Request request) {
        String header = request.header(HEADER);
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
        requireAtMost(MOST_OF_OBJECT, tags, "Object");
        return tags;
    }

    /** What {@link #ofHeader} reads. */
    static String header(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag -> UriCoding.encodeQuery(tag.getKey()) + '=' + UriCoding.encodeQuery(tag.getValue()))
                .collect(Collectors.joining("&"));
    }

    /** Those of an object. */
    static Map<String, String> of(XmlElement tagging) {
        Map<String, String> tags = read(tagging);
        requireAtMost(MOST_OF_OBJECT, tags, "Object");
        return tags;
    }

    /** Those of a bucket, as a document; empty where there are none. */
    static String textOfBucket(XmlElement tagging) {
        Map<String, String> tags = read(tagging);
        requireAtMost(MOST_OF_BUCKET, tags, "Bucket");
        return tags.isEmpty()
                ? ""
                : XmlOut.document(ROOT, to -> write(to, tags)).toString();
    }

    static void write(XmlOut to, Map<String, String> tags) {
        to.element(
                "TagSet",
                set -> tags.forEach((key, value) -> set.element("Tag", tag -> {
                    tag.element("Key", key);
                    tag.element("Value", value);
                })));
    }

    private static Map<String, String> read(XmlElement tagging) {
        Map<String, String> tags = new LinkedHashMap<>();
        XmlElement set = tagging.first("TagSet").orElseThrow(() -> XmlElement.malformed("it lacks TagSet"));
        for (XmlElement tag : set.all("Tag")) {
            put(tags, tag.requiredText("Key"), tag.requiredText("Value"));
        }
        return tags;
    }

    private static void put(Map<String, String> tags, String key, String value) {
        if (key.isEmpty() || key.length() > MOST_KEY_CHARS || !TEXT.matcher(key).matches()) {
            throw invalid("The TagKey you have provided is invalid");
        }
        if (value.length() > MOST_VALUE_CHARS || !TEXT.matcher(value).matches()) {
            throw invalid("The TagValue you have provided is invalid");
        }
        if (key.startsWith("aws:")) {
            throw invalid("System tags cannot be added/updated by requester");
        }
        if (tags.put(key, value) != null) {
            throw invalid("Cannot provide multiple Tags with the same key");
        }
    }

    private static void requireAtMost(int most, Map<String, String> tags, String whose) {
        if (tags.size() > most) {
            throw invalid(whose + " tags cannot be greater than " + most);
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
