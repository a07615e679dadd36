package dev.cistern.bench.net;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.cistern.bench.farend.Seen;
import dev.cistern.bench.trial.Trial;
import dev.cistern.net.client.ClientOptions;
import dev.cistern.net.client.ClientSettings;
import dev.cistern.net.client.HttpRequest;
import dev.cistern.net.client.HttpResponse;
import dev.cistern.net.client.PooledHttpClient;
import dev.cistern.net.pool.Applied;
import dev.cistern.net.pool.PoolFigures.Figures;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** The pooled client under trial, with event loops of its own. Usable from all threads. */
final class NearEnd implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;

    private final Vertx vertx;
    private final PooledHttpClient client;

    private NearEnd(Vertx vertx, ClientOptions options, ClientSettings settings, long seed) {
        this.vertx = vertx;
        this.client = new PooledHttpClient(vertx, options, settings, System::nanoTime, new Random(seed));
    }

    /** Makes one that is the caller's to close. */
    static NearEnd start(Trial trial, Knobs knobs) {
        return start(trial, ClientOptions.defaults(), knobs);
    }

    /** The same, with options. */
    static NearEnd start(Trial trial, ClientOptions options, Knobs knobs) {
        return on(Vertx.vertx(), trial, options, knobs);
    }

    /** The same, on event loops that are closed with it. */
    static NearEnd on(Vertx vertx, Trial trial, ClientOptions options, Knobs knobs) {
        return new NearEnd(vertx, options, knobs.settings(), trial.seed());
    }

    Vertx vertx() {
        return vertx;
    }

    PooledHttpClient client() {
        return client;
    }

    Figures figures() {
        return client.figures().total();
    }

    /** Takes up changed settings; what it did. */
    Applied apply(Knobs next) throws Exception {
        return await(client.apply(next.settings()));
    }

    /** Sends a request and reads its body; the status. */
    Future<Integer> fetch(HttpRequest request) {
        return client.send(request).compose(NearEnd::drained);
    }

    private static Future<Integer> drained(HttpResponse response) {
        Promise<Integer> end = Promise.promise();
        response.body()
                .exceptionHandler(end::tryFail)
                .endHandler(done -> end.tryComplete(response.status()))
                .handler(bytes -> {})
                .resume();
        return end.future();
    }

    @CanIgnoreReturnValue
    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * Holds the pool's own counts against what the far end saw in the meantime: a pool that miscounts proves nothing. Says
     * something only where they differ.
     */
    void compare(Trial trial, Seen before, Seen after) {
        Figures figures = figures();
        long accepted = after.accepted() - before.accepted();
        long closes =
                figures.closes().values().stream().mapToLong(Long::longValue).sum();
        boolean adds = figures.dials() == figures.open() + closes;
        boolean agrees = figures.opened() <= accepted && accepted <= figures.dials();
        if (!adds || !agrees) {
            trial.check(
                    "the pool counts what the far end saw",
                    false,
                    "dials " + figures.dials() + ", opened " + figures.opened() + ", closes " + closes + ", open "
                            + figures.open() + "; the far end accepted " + accepted);
        }
    }

    @Override
    public void close() {
        client.close()
                .eventually(vertx::close)
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
