package dev.cistern.node.store;

import dev.cistern.node.store.StoreException.Code;
import java.util.regex.Pattern;

/**
 * The name of a bucket, by Amazon's rules for general purpose buckets: 3–63 characters out of {@code a-z 0-9 . -}, first
 * and last a letter or digit, no {@code ..}, not an IPv4 address.
 */
public record BucketName(String value) {
    private static final Pattern SHAPE = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern IPV4 = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");

    /** @throws StoreException {@link Code#INVALID_BUCKET_NAME}, saying which rule is broken */
    public BucketName {
        if (!SHAPE.matcher(value).matches()) {
            throw invalid(
                    value, "must be 3 to 63 of a-z, 0-9, '.' and '-', beginning and ending with a letter or digit");
        }
        if (value.contains("..")) {
            throw invalid(value, "must not contain '..'");
        }
        if (IPV4.matcher(value).matches()) {
            throw invalid(value, "must not look like an IP address");
        }
    }

    private static StoreException invalid(String value, String rule) {
        return new StoreException(Code.INVALID_BUCKET_NAME, "bucket name '" + value + "' " + rule);
    }

    @Override
    public String toString() {
        return value;
    }
}
