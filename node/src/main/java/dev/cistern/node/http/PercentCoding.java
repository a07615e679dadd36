package dev.cistern.node.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-encoding of RFC 3986 §2.1, strict: what cannot be decoded exactly is refused. */
final class PercentCoding {
    private PercentCoding() {}

    /**
     * Decodes a part of a path. {@code +} stays {@code +}.
     *
     * @param raw as it came from the wire, a char per byte
     * @throws RequestException for a broken escape or bytes that are not UTF-8
     */
    static String decodePath(String raw) {
        return decode(raw, false);
    }

    /** Decodes a part of a query, in which {@code +} is a space. */
    static String decodeQuery(String raw) {
        return decode(raw, true);
    }

    private static String decode(String raw, boolean plusIsSpace) {
        if (isPlain(raw)) {
            return plusIsSpace ? raw.replace('+', ' ') : raw;
        }
        byte[] bytes = new byte[raw.length()];
        int length = 0;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                bytes[length++] = (byte) hexByte(raw, i);
                i += 2;
            } else if (c > 0xff) {
                throw RequestException.badRequest("the request target has a character that is not a byte");
            } else {
                bytes[length++] = (byte) (plusIsSpace && c == '+' ? ' ' : c);
            }
        }
        return utf8(bytes, length);
    }

    private static boolean isPlain(String raw) {
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%' || c > 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static int hexByte(String raw, int at) {
        int high = at + 2 < raw.length() ? Character.digit(raw.charAt(at + 1), 16) : -1;
        int low = at + 2 < raw.length() ? Character.digit(raw.charAt(at + 2), 16) : -1;
        if (high < 0 || low < 0) {
            throw RequestException.badRequest(
                    "'%' at position " + at + " of '" + raw + "' is not followed by two hexadecimal digits");
        }
        return high << 4 | low;
    }

    private static String utf8(byte[] bytes, int length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw RequestException.badRequest("the request target is not UTF-8 once decoded");
        }
    }
}
