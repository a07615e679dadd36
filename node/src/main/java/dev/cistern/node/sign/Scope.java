package dev.cistern.node.sign;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a signature is good for: {@code KEY/20130524/us-east-1/s3/aws4_request}. The region is whatever the client believes.
 *
 * @param date eight digits
 */
record Scope(String accessKey, String date, String region, String service) {
    private static final String END = "aws4_request";
    private static final Pattern DATE = Pattern.compile("\\d{8}");

    /** Reads a credential; empty where it is not of this form. An access key may hold slashes. */
    static Optional<Scope> parse(String credential) {
        String[] parts = credential.split("/", -1);
        int n = parts.length;
        if (n < 5 || !parts[n - 1].equals(END) || !DATE.matcher(parts[n - 4]).matches()) {
            return Optional.empty();
        }
        String accessKey = String.join("/", Arrays.copyOf(parts, n - 4));
        return Optional.of(new Scope(accessKey, parts[n - 4], parts[n - 3], parts[n - 2]));
    }

    /** Without the key, as it is signed. */
    String text() {
        return date + '/' + region + '/' + service + '/' + END;
    }
}
