package dev.cistern.node.sign;

import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Takes Amazon's chunks apart: {@code SIZE[;chunk-signature=HEX]CRLF DATA CRLF}, the last of size 0, then lines of trailers
 * and an empty one. Holds no more than one line. Confined to the reader of the body.
 */
final class ChunkDecoder {
    private static final int MOST_LINE_BYTES = 8 * 1024;
    private static final int MOST_TRAILERS = 16;
    private static final String SIGNATURE = "chunk-signature=";
    private static final String TRAILER_SIGNATURE = "x-amz-trailer-signature";

    private enum State {
        SIZE,
        DATA,
        DATA_END,
        TRAILER,
        DONE
    }

    private final Payload.Chunked form;
    private final Consumer<Buffer> data;
    private final MessageDigest digest = SigningKey.sha256();
    private final StringBuilder line = new StringBuilder();
    private final StringBuilder trailerLines = new StringBuilder();
    private final Map<String, String> trailers = new LinkedHashMap<>();
    private State state = State.SIZE;
    private long left;
    private boolean last;
    private String signature = "";
    private boolean trailersSigned;

    /** @param data takes the bytes without their framing */
    ChunkDecoder(Payload.Chunked form, Consumer<Buffer> data) {
        this.form = form;
        this.data = data;
    }

    boolean isDone() {
        // Some clients leave out the empty line at the end.
        return state == State.DONE || (state == State.TRAILER && line.isEmpty() && !isOwed());
    }

    /** Whether a signature over the trailers is still to come. */
    private boolean isOwed() {
        return form.trailer() && form.signer().isPresent() && !trailersSigned;
    }

    Map<String, String> trailers() {
        return trailers;
    }

    /** @throws S3Exception where the chunks are not what they must be */
    void decode(Buffer buffer) {
        int at = 0;
        while (at < buffer.length()) {
            if (state == State.DATA) {
                int count = (int) Math.min(left, buffer.length() - at);
                take(buffer.slice(at, at + count));
                at += count;
            } else if (state == State.DONE) {
                throw broken("bytes follow its end");
            } else {
                byte b = buffer.getByte(at++);
                if (b == '\n') {
                    endLine();
                } else if (line.length() == MOST_LINE_BYTES) {
                    throw broken("a line of it is too long");
                } else {
                    line.append((char) (b & 0xff));
                }
            }
        }
    }

    private void take(Buffer part) {
        if (form.signer().isPresent()) {
            for (ByteBuffer bytes : ((BufferInternal) part).getByteBuf().nioBuffers()) {
                digest.update(bytes);
            }
        }
        left -= part.length();
        if (left == 0) {
            endData();
        }
        data.accept(part);
    }

    private void endData() {
        form.signer().ifPresent(signer -> {
            if (!signer.accepts(signature, HexFormat.of().formatHex(digest.digest()))) {
                throw new S3Exception(S3Error.SIGNATURE_DOES_NOT_MATCH, "the signature of a chunk does not match it");
            }
        });
        state = last ? State.TRAILER : State.DATA_END;
    }

    private void endLine() {
        int end = line.length();
        if (end > 0 && line.charAt(end - 1) == '\r') {
            end--;
        }
        String text = line.substring(0, end);
        line.setLength(0);
        switch (state) {
            case SIZE -> size(text);
            case DATA_END -> {
                if (!text.isEmpty()) {
                    throw broken("a chunk is longer than its size");
                }
                state = State.SIZE;
            }
            case TRAILER -> trailer(text);
            case DATA, DONE -> throw new IllegalStateException("no line is read in " + state);
        }
    }

    private void size(String text) {
        int semicolon = text.indexOf(';');
        String size = semicolon < 0 ? text : text.substring(0, semicolon);
        if (!size.matches("[0-9a-fA-F]{1,12}")) {
            throw broken("the size of a chunk is '" + printable(size) + "'");
        }
        String extension = semicolon < 0 ? "" : text.substring(semicolon + 1).strip();
        signature = extension.startsWith(SIGNATURE) ? extension.substring(SIGNATURE.length()) : "";
        left = Long.parseLong(size, 16);
        last = left == 0;
        state = State.DATA;
        if (last) {
            endData();
        }
    }

    private void trailer(String text) {
        if (text.isEmpty()) {
            if (isOwed()) {
                throw new S3Exception(S3Error.SIGNATURE_DOES_NOT_MATCH, "the trailers of the body are not signed");
            }
            state = State.DONE;
            return;
        }
        int colon = text.indexOf(':');
        if (colon < 1 || trailers.size() == MOST_TRAILERS) {
            throw broken("'" + printable(text) + "' is not a trailer");
        }
        String name = text.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        String value = text.substring(colon + 1).strip();
        if (name.equals(TRAILER_SIGNATURE)) {
            checkTrailers(value);
        } else {
            trailers.put(name, value);
            trailerLines.append(name).append(':').append(value).append('\n');
        }
    }

    private void checkTrailers(String value) {
        Optional<ChunkSigner> signer = form.signer();
        if (signer.isPresent() && !signer.get().acceptsTrailer(value, trailerLines.toString())) {
            throw new S3Exception(
                    S3Error.SIGNATURE_DOES_NOT_MATCH, "the signature of the trailers does not match them");
        }
        trailersSigned = true;
    }

    private static String printable(String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        return new String(ascii, 0, Math.min(ascii.length, 40), StandardCharsets.US_ASCII)
                .replaceAll("\\p{Cntrl}", "?");
    }

    private static S3Exception broken(String why) {
        return new S3Exception(S3Error.INCOMPLETE_BODY, "the body is not in chunks as announced: " + why);
    }
}
