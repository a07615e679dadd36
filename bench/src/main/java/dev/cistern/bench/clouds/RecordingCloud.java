package dev.cistern.bench.clouds;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cistern.bench.http.Md5;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * As much of Amazon's API as writes need, which writes down what it is given, in the order in which it took it. Usable from all
 * threads.
 */
final class RecordingCloud implements AutoCloseable {
    private static final int THREADS = 16;
    private static final long NO_BODY = -1;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final Map<String, byte[]> objects = new HashMap<>();
    private final Map<String, List<byte[]>> taken = new HashMap<>();
    private long writes;
    private volatile boolean open = true;

    RecordingCloud() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    /** What a bucket of a node is put in front of. */
    String url() {
        return "s3://cloud/?anonymous=true&endpoint=http://127.0.0.1:"
                + server.getAddress().getPort();
    }

    /** While it is shut, every request is answered with 503. */
    void shut(boolean now) {
        open = !now;
    }

    /** Writes and removals that it has taken. */
    synchronized long writes() {
        return writes;
    }

    /** What it has under a key now. */
    synchronized Optional<byte[]> get(String key) {
        return Optional.ofNullable(objects.get(key));
    }

    /** All that it was given under a key, in order; removals left out. */
    synchronized List<byte[]> taken(String key) {
        return List.copyOf(taken.getOrDefault(key, List.of()));
    }

    synchronized int objects() {
        return objects.size();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            String key = path.substring(Math.min(path.length(), path.indexOf('/', 1) + 1));
            if (!open) {
                answer(exchange, 503, null);
                return;
            }
            switch (exchange.getRequestMethod()) {
                case "PUT" -> {
                    take(key, body);
                    exchange.getResponseHeaders().set("ETag", etag(body));
                    answer(exchange, 200, null);
                }
                case "DELETE" -> {
                    take(key, null);
                    answer(exchange, 204, null);
                }
                default -> {
                    byte[] found = get(key).orElse(null);
                    if (found != null) {
                        exchange.getResponseHeaders().set("ETag", etag(found));
                    }
                    answer(exchange, found == null ? 404 : 200, found);
                }
            }
        }
    }

    private synchronized void take(String key, byte @Nullable [] body) {
        writes++;
        if (body == null) {
            byte[] unused = objects.remove(key);
            return;
        }
        objects.put(key, body);
        taken.computeIfAbsent(key, fresh -> new ArrayList<>()).add(body);
    }

    private static String etag(byte[] body) {
        return '"' + Md5.hex(body) + '"';
    }

    private static void answer(HttpExchange exchange, int status, byte @Nullable [] body) throws IOException {
        if (body == null || body.length == 0 || exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, NO_BODY);
        } else {
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
