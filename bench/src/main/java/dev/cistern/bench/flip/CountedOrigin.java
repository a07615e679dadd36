package dev.cistern.bench.flip;

import dev.cistern.bench.http.Body;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** The HTTP server behind layer 3: every path is an object whose bytes follow from its name. Counts what it is asked. */
final class CountedOrigin {
    private static final int START_SECONDS = 20;

    private final Map<String, LongAdder> fetches = new ConcurrentHashMap<>();
    private final LongAdder revalidations = new LongAdder();
    private final LongAdder others = new LongAdder();
    private final long seed;
    private final int port;

    CountedOrigin(Vertx vertx, long seed) throws Exception {
        this.seed = seed;
        this.port = vertx.createHttpServer()
                .requestHandler(this::serve)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(START_SECONDS, TimeUnit.SECONDS)
                .actualPort();
    }

    String url() {
        return "http://127.0.0.1:" + port + "/o/";
    }

    static Body body(long seed, String key) {
        return Body.of(seed, key, 1, Sizes.of(key.hashCode()));
    }

    private void serve(HttpServerRequest request) {
        String key = request.uri().substring("/o/".length());
        if (!request.method().name().equals("GET")) {
            others.increment();
        } else if ("\"1\"".equals(request.getHeader(HttpHeaders.IF_NONE_MATCH))) {
            revalidations.increment();
            answer(request, 304, new byte[0]);
            return;
        } else {
            fetches.computeIfAbsent(key, unknown -> new LongAdder()).increment();
        }
        answer(request, 200, body(seed, key).bytes());
    }

    private static void answer(HttpServerRequest request, int status, byte[] body) {
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.ETAG, "\"1\"")
                .end(Buffer.buffer(body))
                .onFailure(gone -> request.connection().close());
    }

    long fetches() {
        return fetches.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** Objects that were fetched more than once. */
    long repeated() {
        return fetches.values().stream().filter(count -> count.sum() > 1).count();
    }

    long revalidations() {
        return revalidations.sum();
    }

    long others() {
        return others.sum();
    }
}
