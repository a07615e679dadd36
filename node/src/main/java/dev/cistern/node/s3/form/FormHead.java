package dev.cistern.node.s3.form;

import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The parts of a form before its file, as they come. Pure: bytes in, fields out; each byte is looked at a few times at most,
 * however small the pieces are that they come in.
 */
final class FormHead {
    /** Most bytes before the file, as Amazon has it. */
    static final int MOST_BYTES = 20 * 1024;

    private static final byte[] END_OF_HEADERS = {'\r', '\n', '\r', '\n'};
    private static final byte[] END_OF_LINE = {'\r', '\n'};

    private enum State {
        /** In a value, or before the first part. */
        VALUE,
        /** Behind a delimiter. */
        DELIMITED,
        HEADERS,
        FILE
    }

    private final byte[] delimiter;
    private final Map<String, String> fields = new LinkedHashMap<>();
    /** Begins with a line's end, so that the first delimiter looks like all others. */
    private final Buffer bytes = Buffer.buffer("\r\n");

    private State state = State.VALUE;
    private PartHeader part = PartHeader.NONE;
    /** Where what the state reads begins. */
    private int at;
    /** Up to where it was searched in vain. */
    private int searched;

    FormHead(byte[] delimiter) {
        this.delimiter = delimiter;
    }

    Map<String, String> fields() {
        return Collections.unmodifiableMap(fields);
    }

    String fileName() {
        return part.fileName();
    }

    /** What came behind the head of the file. */
    Buffer rest() {
        return bytes.slice(at, bytes.length()).copy();
    }

    /**
     * Takes more of the body.
     *
     * @return whether the file has begun
     * @throws S3Exception where it is no form, has too much before its file, or has no file
     */
    boolean take(Buffer more) {
        bytes.appendBuffer(more);
        while (step()) {
            searched = at;
        }
        if ((state == State.FILE ? at : bytes.length()) > MOST_BYTES) {
            throw new S3Exception(S3Error.MAX_POST_FIELDS);
        }
        return state == State.FILE;
    }

    /** Whether there is another step to be made with the bytes there are. */
    private boolean step() {
        return switch (state) {
            case VALUE -> value();
            case DELIMITED -> delimited();
            case HEADERS -> headers();
            case FILE -> false;
        };
    }

    private boolean value() {
        int end = find(delimiter);
        if (end < 0) {
            return false;
        }
        if (!part.name().isEmpty()) {
            fields.put(part.name().toLowerCase(Locale.ROOT), text(at, end));
        }
        at = end + delimiter.length;
        state = State.DELIMITED;
        return true;
    }

    private boolean delimited() {
        if (bytes.length() - at < 2) {
            return false;
        }
        if (bytes.getByte(at) == '-' && bytes.getByte(at + 1) == '-') {
            throw new S3Exception(S3Error.INCORRECT_NUMBER_OF_FILES);
        }
        int end = find(END_OF_LINE);
        if (end < 0) {
            return false;
        }
        if (!text(at, end).isBlank()) {
            throw malformed();
        }
        // The line's end stays, so that a part without headers ends its headers too.
        at = end;
        state = State.HEADERS;
        return true;
    }

    private boolean headers() {
        int end = find(END_OF_HEADERS);
        if (end < 0) {
            return false;
        }
        part = PartHeader.parse(text(at, end));
        if (part.name().isEmpty()) {
            throw malformed();
        }
        at = end + END_OF_HEADERS.length;
        state = part.name().equalsIgnoreCase("file") ? State.FILE : State.VALUE;
        return true;
    }

    private int find(byte[] wanted) {
        int last = bytes.length() - wanted.length;
        for (int i = Math.max(at, searched - wanted.length); i <= last; i++) {
            int same = 0;
            while (same < wanted.length && bytes.getByte(i + same) == wanted[same]) {
                same++;
            }
            if (same == wanted.length) {
                return i;
            }
        }
        searched = bytes.length();
        return -1;
    }

    private String text(int from, int to) {
        return new String(bytes.getBytes(from, to), StandardCharsets.UTF_8);
    }

    private static S3Exception malformed() {
        return new S3Exception(S3Error.MALFORMED_POST);
    }
}
