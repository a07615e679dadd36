package dev.cistern.node.cli.remote;

/**
 * A bucket or an object as the command line writes it: {@code BUCKET}, {@code BUCKET/KEY} or {@code
 * cistern://BUCKET/KEY}. The key is everything after the first slash, kept as it is.
 *
 * @param key empty for the bucket itself
 */
public record Target(String bucket, String key) {
    private static final String SCHEME = "cistern://";

    /** @throws IllegalArgumentException where there is no bucket, or a scheme that is not ours */
    public static Target parse(String text) {
        String plain = text.startsWith(SCHEME) ? text.substring(SCHEME.length()) : text;
        if (plain.contains("://") && plain.indexOf("://") < plain.indexOf('/')) {
            throw new IllegalArgumentException(
                    "'" + text + "' names another store; write BUCKET/KEY or " + SCHEME + "BUCKET/KEY");
        }
        int slash = plain.indexOf('/');
        Target target =
                slash < 0 ? new Target(plain, "") : new Target(plain.substring(0, slash), plain.substring(slash + 1));
        if (target.bucket.isEmpty()) {
            throw new IllegalArgumentException("'" + text + "' names no bucket; write BUCKET or BUCKET/KEY");
        }
        return target;
    }

    /** Whether this names an object, or a prefix of some. */
    public boolean hasKey() {
        return !key.isEmpty();
    }

    /** Whether objects go below this: a bucket, or a key that ends in a slash. */
    public boolean isFolder() {
        return key.isEmpty() || key.endsWith("/");
    }

    /** This as a folder: with a slash at the end of a key that has none. */
    public Target asFolder() {
        return isFolder() ? this : new Target(bucket, key + "/");
    }

    /** The object of that name below this folder. */
    public Target below(String name) {
        return new Target(bucket, key + name);
    }

    String objectPath() {
        return "/v1/objects/" + UrlPath.segment(bucket) + "/" + UrlPath.key(key);
    }

    /** Where the bucket is served. */
    public String bucketPath() {
        return "/v1/buckets/" + UrlPath.segment(bucket);
    }

    /** Where the versions of the bucket's objects are served. */
    public String versionsPath() {
        return "/v1/versions/" + UrlPath.segment(bucket);
    }

    @Override
    public String toString() {
        return key.isEmpty() ? bucket : bucket + "/" + key;
    }
}
