package dev.cistern.node.store;

import dev.cistern.node.store.StoreException.Code;
import java.util.regex.Pattern;

/**
 * The name of a bucket, by Amazon's rules for general purpose buckets: 3–63 characters out of {@code a-z 0-9 . -}, first
 * and last a letter or digit, no {@code ..}, not an IPv4 address.
 */
public record BucketName(String value) {
    private static final int LEAST_CHARS = 3;
    private static final int MOST_CHARS = 63;
    private static final Pattern IPV4 = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");

    /** @throws StoreException {@link Code#INVALID_BUCKET_NAME}, saying which rule is broken */
    public BucketName {
        if (!hasShape(value)) {
            throw invalid(
                    value, "must be 3 to 63 of a-z, 0-9, '.' and '-', beginning and ending with a letter or digit");
        }
        if (value.contains("..")) {
            throw invalid(value, "must not contain '..'");
        }
        if (isDigit(value.charAt(0)) && IPV4.matcher(value).matches()) {
            throw invalid(value, "must not look like an IP address");
        }
    }

    /** By hand, since a request has a name or two: as expressions they were 2 % of a small GET. */
    private static boolean hasShape(String value) {
        int length = value.length();
        if (length < LEAST_CHARS
                || length > MOST_CHARS
                || !isLetterOrDigit(value.charAt(0))
                || !isLetterOrDigit(value.charAt(length - 1))) {
            return false;
        }
        for (int i = 1; i < length - 1; i++) {
            char c = value.charAt(i);
            if (!isLetterOrDigit(c) && c != '.' && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || isDigit(c);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static StoreException invalid(String value, String rule) {
        return new StoreException(Code.INVALID_BUCKET_NAME, "bucket name '" + value + "' " + rule);
    }

    @Override
    public String toString() {
        return value;
    }
}
