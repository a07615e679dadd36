package dev.cistern.bench.backends;

import dev.cistern.bench.http.Body;
import dev.cistern.bench.http.HttpConnection;
import dev.cistern.bench.http.Response;
import java.io.IOException;
import java.net.InetSocketAddress;

/** An object that need not fit into memory. */
final class LargeObject {
    private static final int PIECE_BYTES = 1 << 20;

    private LargeObject() {}

    static void store(InetSocketAddress server, String target, Body body) throws IOException {
        byte[] piece = new byte[PIECE_BYTES];
        try (HttpConnection connection = HttpConnection.open(server)) {
            connection.sendPutHead(target, body.lengthBytes());
            for (long offset = 0; offset < body.lengthBytes(); offset += piece.length) {
                body.fill(offset, piece);
                connection.output().write(piece, 0, (int) Math.min(piece.length, body.lengthBytes() - offset));
            }
            Response answer = connection.receive("PUT");
            if (answer.status() != 200) {
                throw new IOException("PUT " + target + " gave " + answer.status() + ": " + answer.text());
            }
        }
    }
}
