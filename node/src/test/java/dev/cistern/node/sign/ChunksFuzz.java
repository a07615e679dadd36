package dev.cistern.node.sign;

import dev.cistern.node.s3.wire.S3Exception;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Bodies in Amazon's chunks. The first byte of the input says how they are signed and where they are cut. */
public final class ChunksFuzz {
    private static final int SIGNED = 1;
    private static final int TRAILER = 2;

    private ChunksFuzz() {}

    /**
     * What came of a body.
     *
     * @param refusal empty where it was taken
     */
    private record Decoded(Buffer data, Map<String, String> trailers, boolean done, String refusal) {}

    /** However the bytes arrive, they come to the same, and never to more than there were. */
    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length == 0) {
            return;
        }
        int form = data[0];
        Buffer body = Buffer.buffer(data).getBuffer(1, data.length);
        Decoded whole = decode(form, body, Math.max(1, body.length()));
        Decoded inPieces = decode(form, body, 1 + ((form & 0xff) >> 2) % 7);
        boolean same = whole.refusal.equals(inPieces.refusal)
                && whole.trailers.equals(inPieces.trailers)
                && whole.done == inPieces.done
                // What was given before a refusal is not believed.
                && (!whole.refusal.isEmpty() || whole.data.equals(inPieces.data));
        if (!same) {
            throw new AssertionError("in one piece: " + whole + ", in many: " + inPieces);
        }
        if (whole.data.length() > body.length()) {
            throw new AssertionError("more bytes came out than went in");
        }
    }

    private static Decoded decode(int form, Buffer body, int pieceBytes) {
        Optional<ChunkSigner> signer = (form & SIGNED) == 0 ? Optional.empty() : Optional.of(signer());
        Buffer out = Buffer.buffer();
        ChunkDecoder decoder = new ChunkDecoder(new Payload.Chunked((form & TRAILER) != 0, signer), out::appendBuffer);
        String refusal = "";
        try {
            for (int at = 0; at < body.length(); at += pieceBytes) {
                decoder.decode(body.slice(at, Math.min(body.length(), at + pieceBytes)));
            }
        } catch (S3Exception e) {
            refusal = String.valueOf(e.getMessage());
        }
        return new Decoded(out, decoder.trailers(), decoder.isDone(), refusal);
    }

    private static ChunkSigner signer() {
        Scope scope = new Scope("AKTEST", "20260101", "us-east-1", "s3");
        String date = "20260101T000000Z";
        Claim claim = new Claim(scope, date, List.of("host"), "0".repeat(64), Optional.empty());
        return new ChunkSigner(SigningKey.of("secret", scope), claim);
    }
}
