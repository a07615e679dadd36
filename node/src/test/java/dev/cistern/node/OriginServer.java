package dev.cistern.node;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An HTTP server on a port of its own that holds objects, writes down what it is asked, and fails when told to. */
final class OriginServer implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final Map<String, Page> pages = new ConcurrentHashMap<>();
    /** Method and target of every request, as they came. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    /** Connections that were opened. */
    final AtomicInteger connections = new AtomicInteger();

    /** How many of the requests to come are never answered. */
    final AtomicInteger silences = new AtomicInteger();

    volatile Manner manner = Manner.WELL;

    /** How it answers. */
    enum Manner {
        WELL,
        /** Half of the body, then the connection is closed. */
        BREAKS_OFF,
        /** Nothing but that it failed. */
        FAILS,
        /** Points elsewhere. */
        REDIRECTS
    }

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Page(byte[] bytes, @Nullable String etag) {}

    OriginServer() throws TimeoutException {
        server = vertx.createHttpServer()
                .connectionHandler(connection -> connections.incrementAndGet())
                .requestHandler(this::serve)
                .listen(0, "127.0.0.1")
                .await(60, TimeUnit.SECONDS);
    }

    String url(String prefix) {
        return "http://127.0.0.1:" + server.actualPort() + prefix;
    }

    void store(String path, byte[] bytes, @Nullable String etag) {
        pages.put(path, new Page(bytes, etag));
    }

    void remove(String path) {
        pages.remove(path);
    }

    long count(String request) {
        return requests.stream().filter(request::equals).count();
    }

    private void serve(HttpServerRequest request) {
        requests.add(request.method() + " " + request.uri());
        if (silences.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            return;
        }
        Page page = pages.get(request.uri());
        HttpServerResponse response = request.response();
        if (manner == Manner.FAILS || manner == Manner.REDIRECTS || page == null) {
            int status = manner == Manner.FAILS ? 500 : manner == Manner.REDIRECTS ? 302 : 404;
            sent(response.setStatusCode(status).end("no"));
            return;
        }
        if (page.etag != null) {
            response.putHeader("ETag", page.etag);
            if (page.etag.equals(request.getHeader("If-None-Match"))) {
                sent(response.setStatusCode(304).end());
                return;
            }
        }
        response.putHeader("Content-Type", "text/x-origin");
        if (request.method().name().equals("HEAD")) {
            sent(response.putHeader("Content-Length", Integer.toString(page.bytes.length))
                    .end());
        } else if (manner == Manner.BREAKS_OFF) {
            response.putHeader("Content-Length", Integer.toString(page.bytes.length));
            sent(response.write(Buffer.buffer(page.bytes).getBuffer(0, page.bytes.length / 2))
                    .compose(written -> request.connection().close()));
        } else {
            sent(response.end(Buffer.buffer(page.bytes)));
        }
    }

    /** A node that leaves before the end is what some tests are about. */
    private static void sent(Future<Void> answer) {
        Future<Void> unused = answer;
    }

    @Override
    public void close() throws TimeoutException {
        Void unused = vertx.close().await(60, TimeUnit.SECONDS);
    }
}
