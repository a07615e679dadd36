package dev.cistern.bench.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Objects of one bucket over one connection, reopened only when the server has announced that it closes. A failure of
 * the connection goes to the caller and is never retried. Confined to one thread.
 */
public final class ObjectClient implements Closeable {
    private static final int PIECE_BYTES = 64 * 1024;
    private static final String UNRESERVED = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";

    private final InetSocketAddress node;
    private final String bucket;
    private @Nullable HttpConnection connection;

    public ObjectClient(InetSocketAddress node, String bucket) {
        this.node = node;
        this.bucket = bucket;
    }

    /** Creates the bucket. */
    public void createBucket() throws IOException {
        Request create = Request.of("POST", "/v1/buckets/" + bucket).withJson("{\"action\":\"create-bck\"}");
        expect(connection().exchange(create), 200);
    }

    /** Stores an object; the status of the answer. */
    public int put(String key, Body body) throws IOException {
        return putForAnswer(key, body).status();
    }

    /** Stores an object, in pieces; the answer. */
    public Response putForAnswer(String key, Body body) throws IOException {
        HttpConnection to = connection();
        if (body.lengthBytes() <= PIECE_BYTES) {
            return to.exchange(Request.put(target(key), body.bytes()));
        }
        try {
            sendInPieces(to, target(key), body);
        } catch (IOException e) {
            return earlyAnswer(to, e);
        }
        return to.receive("PUT");
    }

    private static void sendInPieces(HttpConnection to, String target, Body body) throws IOException {
        to.sendPutHead(target, body.lengthBytes());
        byte[] piece = new byte[PIECE_BYTES];
        for (long offset = 0; offset < body.lengthBytes(); offset += PIECE_BYTES) {
            body.fill(offset, piece);
            to.output().write(piece, 0, (int) Math.min(PIECE_BYTES, body.lengthBytes() - offset));
        }
    }

    /** A server that refuses a body before its end may close; what it said may still be there to read. */
    private static Response earlyAnswer(HttpConnection from, IOException broken) throws IOException {
        try (from) {
            return from.receive("PUT");
        } catch (IOException e) {
            broken.addSuppressed(e);
            throw broken;
        }
    }

    /** The bytes of an object, nothing when there is none. */
    public Optional<byte[]> get(String key) throws IOException {
        Response response = connection().exchange(Request.get(target(key)));
        if (response.status() == 404) {
            return Optional.empty();
        }
        expect(response, 200);
        return Optional.of(response.body());
    }

    /** Streams an object and compares it; what is wrong, or nothing. */
    public Optional<String> compare(String key, Body expected) throws IOException {
        HttpConnection from = connection();
        from.send(Request.get(target(key)));
        ResponseHead head = from.receiveHead();
        String length = head.header("content-length");
        if (head.status() != 200 || !length.equals(Long.toString(expected.lengthBytes()))) {
            close();
            return Optional.of("status " + head.status() + ", length " + length);
        }
        BodyCheck check = new BodyCheck(expected);
        byte[] piece = new byte[PIECE_BYTES];
        while (!check.isWhole()) {
            int most = (int) Math.min(piece.length, expected.lengthBytes() - check.offset());
            int read = from.readSome(piece, most);
            if (!check.accept(piece, read)) {
                close();
                return Optional.of("wrong bytes near offset " + check.offset());
            }
        }
        return Optional.empty();
    }

    /** Removes an object; the status of the answer. */
    public int delete(String key) throws IOException {
        return connection().exchange(Request.of("DELETE", target(key))).status();
    }

    /** Any request, on the same connection. */
    public Response exchange(Request request) throws IOException {
        return connection().exchange(request);
    }

    /** All keys in the order in which the node lists them. */
    public List<Listed> list(int pageSize) throws IOException {
        List<Listed> keys = new ArrayList<>();
        String token = "";
        do {
            String target = "/v1/buckets/" + bucket + "?limit=" + pageSize
                    + (token.isEmpty() ? "" : "&continuation_token=" + token);
            Response response = connection().exchange(Request.get(target));
            expect(response, 200);
            JsonObject page = new JsonObject(response.text());
            for (Object each : page.getJsonArray("entries", new JsonArray())) {
                JsonObject entry = (JsonObject) each;
                keys.add(new Listed(entry.getString("name"), Long.parseLong(String.valueOf(entry.getValue("size")))));
            }
            token = page.getString("continuation_token", "");
        } while (!token.isEmpty());
        return keys;
    }

    /** Where an object is, encoded. */
    public String target(String key) {
        StringBuilder target = new StringBuilder("/v1/objects/").append(bucket).append('/');
        for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
            if (UNRESERVED.indexOf(b) >= 0) {
                target.append((char) b);
            } else {
                target.append(String.format("%%%02X", b & 0xff));
            }
        }
        return target.toString();
    }

    private HttpConnection connection() throws IOException {
        HttpConnection current = connection;
        if (current == null || !current.isReusable()) {
            close();
            current = HttpConnection.open(node);
            connection = current;
        }
        return current;
    }

    private static void expect(Response response, int status) throws IOException {
        if (response.status() != status) {
            throw new IOException("status " + response.status() + " instead of " + status + ": " + response.text());
        }
    }

    @Override
    public void close() throws IOException {
        HttpConnection current = connection;
        connection = null;
        if (current != null) {
            current.close();
        }
    }

    /** An entry of a listing. */
    public record Listed(String key, long sizeBytes) {}
}
