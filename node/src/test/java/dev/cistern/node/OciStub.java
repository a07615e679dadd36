package dev.cistern.node;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * As much of OCI Object Storage as a backend asks of it, on a port of its own, for requests that are signed as they must be. One
 * bucket, {@code contract} of the namespace {@code names}. Used by any thread.
 */
final class OciStub implements AutoCloseable {
    private static final int THREADS = 16;
    private static final long NO_BODY = -1;
    private static final String BUCKET = "/n/names/b/contract/";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final OciStubObjects objects;
    final OciSignatures signatures = new OciSignatures();
    /** Method and target of every request that was let in. */
    final List<String> requests = new CopyOnWriteArrayList<>();
    /** Why others were not. */
    final List<String> refused = new CopyOnWriteArrayList<>();

    /** @param folder for the bytes of objects */
    OciStub(Path folder) throws IOException, GeneralSecurityException {
        objects = new OciStubObjects(folder);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Optional<String> refusal = signatures.refuse(exchange, body);
            if (refusal.isPresent()) {
                refused.add(refusal.get());
                answer(exchange, 401, error("NotAuthenticated", refusal.get()));
                return;
            }
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            try {
                serve(exchange, body);
            } catch (OciStubObjects.Refused e) {
                answer(exchange, e.status(), error(e.code(), e.code()));
            }
        }
    }

    /** @param body null for none */
    record Answer(
            int status,
            Map<String, String> headers,
            @Nullable Body body) {}

    /** Some bytes of a file. */
    record Body(Path file, long from, long length) {
        void write(OutputStream out) throws IOException {
            try (InputStream in = Files.newInputStream(file)) {
                in.skipNBytes(from);
                byte[] piece = new byte[64 * 1024];
                long left = length;
                while (left > 0) {
                    int read = in.read(piece, 0, (int) Math.min(left, piece.length));
                    out.write(piece, 0, read);
                    left -= read;
                }
            }
        }
    }

    private static void answer(HttpExchange exchange, int status, JsonObject json) throws IOException {
        byte[] body = json.encode().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head ? NO_BODY : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
    }

    private static JsonObject error(String code, String message) {
        return new JsonObject().put("code", code).put("message", message);
    }

    private void serve(HttpExchange exchange, byte[] body) throws OciStubObjects.Refused, IOException {
        String path = exchange.getRequestURI().getRawPath();
        if (!path.startsWith(BUCKET)) {
            throw new OciStubObjects.Refused(404, "BucketNotFound");
        }
        String[] rest = path.substring(BUCKET.length()).split("/", 2);
        String key = rest.length == 1 ? "" : decoded(rest[1]);
        Map<String, String> query = query(exchange);
        String what = exchange.getRequestMethod() + " " + rest[0] + (rest.length == 1 ? "" : "/");
        Headers headers = exchange.getRequestHeaders();
        switch (what) {
            case "GET o" -> answer(exchange, 200, objects.list(query));
            case "GET o/", "HEAD o/" -> answer(exchange, read(headers, key));
            case "PUT o/" -> answer(exchange, new Answer(200, objects.put(key, body, headers), null));
            case "DELETE o/" -> {
                objects.delete(key, headers);
                answer(exchange, new Answer(204, Map.of(), null));
            }
            case "POST u" -> {
                String id = objects.begin(new JsonObject(text(body)), headers);
                answer(exchange, 200, new JsonObject().put("uploadId", id));
            }
            case "PUT u/" -> answer(exchange, new Answer(200, objects.part(key, query, body, headers), null));
            case "POST u/" -> answer(exchange, new Answer(200, commit(key, query, body, headers), null));
            case "DELETE u/" -> {
                objects.abort(key, query);
                answer(exchange, new Answer(204, Map.of(), null));
            }
            default -> throw new OciStubObjects.Refused(405, "MethodNotAllowed");
        }
    }

    private Map<String, String> commit(String key, Map<String, String> query, byte[] body, Headers headers)
            throws OciStubObjects.Refused, IOException {
        JsonArray parts = new JsonObject(text(body)).getJsonArray("partsToCommit");
        return objects.commit(key, query, parts, headers);
    }

    private Answer read(Headers headers, String key) throws OciStubObjects.Refused {
        OciStubObjects.Stored stored = objects.get(key);
        String match = headers.getFirst("If-Match");
        if (match != null && !match.equals(stored.etag())) {
            throw new OciStubObjects.Refused(412, "IfMatchFailed");
        }
        Map<String, String> shown = new HashMap<>(stored.headers());
        shown.put("ETag", stored.etag());
        if (stored.etag().equals(headers.getFirst("If-None-Match"))) {
            return new Answer(304, shown, null);
        }
        String range = headers.getFirst("Range");
        if (range == null) {
            return new Answer(200, shown, new Body(stored.file(), 0, stored.length()));
        }
        String[] ends = range.substring("bytes=".length()).split("-", 2);
        long from = Long.parseLong(ends[0]);
        long last = Math.min(Long.parseLong(ends[1]), stored.length() - 1);
        shown.put("Content-Range", "bytes " + from + "-" + last + "/" + stored.length());
        return new Answer(206, shown, new Body(stored.file(), from, last + 1 - from));
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }

    private static String decoded(String encoded) {
        return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new HashMap<>();
        String raw = exchange.getRequestURI().getRawQuery();
        if (raw != null) {
            for (String pair : raw.split("&", -1)) {
                int equals = pair.indexOf('=');
                query.put(pair.substring(0, equals), decoded(pair.substring(equals + 1)));
            }
        }
        return query;
    }

    private static void answer(HttpExchange exchange, Answer answer) throws IOException {
        answer.headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        exchange.getResponseHeaders().set("opc-request-id", "request");
        Body body = answer.body;
        if (body == null || body.length == 0 || exchange.getRequestMethod().equals("HEAD")) {
            if (body != null) {
                exchange.getResponseHeaders().set("Content-Length", Long.toString(body.length));
            }
            exchange.sendResponseHeaders(answer.status, NO_BODY);
        } else {
            exchange.sendResponseHeaders(answer.status, body.length);
            body.write(exchange.getResponseBody());
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
