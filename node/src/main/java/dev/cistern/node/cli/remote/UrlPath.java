package dev.cistern.node.cli.remote;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Percent-encoding (RFC 3986): every byte of UTF-8 that is not unreserved, so that a key arrives byte for byte. */
public final class UrlPath {
    private static final String UNRESERVED = "-._~";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private UrlPath() {}

    /** A key as a path: its slashes stay, and {@code .} and {@code ..} are encoded so that no proxy resolves them. */
    static String key(String key) {
        StringBuilder path = new StringBuilder();
        int start = 0;
        for (int end = key.indexOf('/'); end >= 0; end = key.indexOf('/', start)) {
            path.append(segment(key.substring(start, end))).append('/');
            start = end + 1;
        }
        return path.append(segment(key.substring(start))).toString();
    }

    public static String segment(String text) {
        return text.equals(".") || text.equals("..") ? text.replace(".", "%2E") : component(text);
    }

    /** A path with a query of those of the names whose value is not empty; names and values take turns. */
    public static String withQuery(String path, String... namesAndValues) {
        StringBuilder query = new StringBuilder(path);
        char mark = '?';
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (!namesAndValues[i + 1].isEmpty()) {
                query.append(mark).append(namesAndValues[i]).append('=').append(component(namesAndValues[i + 1]));
                mark = '&';
            }
        }
        return query.toString();
    }

    /** A value in a query. */
    static String component(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 0x80 && Character.isLetterOrDigit(c);
            if (plain || UNRESERVED.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX.toHexDigits(b));
            }
        }
        return encoded.toString();
    }
}
