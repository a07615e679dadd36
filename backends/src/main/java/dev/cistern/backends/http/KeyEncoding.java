package dev.cistern.backends.http;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Keys as paths, RFC 3986. */
public final class KeyEncoding {
    private static final String UNRESERVED = "-._~";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private KeyEncoding() {}

    /** Percent-encodes every byte that is not unreserved, slashes too. */
    public static String component(String text) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        append(encoded, text);
        return encoded.toString().replace("/", "%2F");
    }

    /** Percent-encodes every byte that is not unreserved; slashes stay. */
    public static void append(StringBuilder target, String key) {
        for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || c == '/' || UNRESERVED.indexOf(c) >= 0)) {
                target.append(c);
            } else {
                target.append('%').append(HEX.toHexDigits(b));
            }
        }
    }
}
