package dev.cistern.node.s3.wire;

import java.nio.charset.StandardCharsets;

/** Percent-encoding as S3 has it: everything but letters, digits and {@code - . _ ~}, in upper-case digits. */
public final class UriCoding {
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private UriCoding() {}

    /** A path: slashes stay. */
    public static String encodePath(String text) {
        return encode(text, "-._~/");
    }

    /** A name or value of a query. */
    public static String encodeQuery(String text) {
        return encode(text, "-._~");
    }

    /** A key in a listing with {@code encoding-type=url}: as a path, with {@code +} for a space, as Amazon writes it. */
    public static String encodeListed(String text) {
        return encode(text, "-._*/").replace("%20", "+");
    }

    private static String encode(String text, String plain) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean isPlain = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || (c < 0x80 && plain.indexOf(c) >= 0);
            if (isPlain) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX[c >> 4]).append(HEX[c & 15]);
            }
        }
        return encoded.toString();
    }
}
