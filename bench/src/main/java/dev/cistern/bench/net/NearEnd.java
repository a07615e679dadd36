package dev.cistern.bench.net;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.cistern.bench.farend.Seen;
import dev.cistern.bench.trial.Trial;
import dev.cistern.conf.PoolSettings;
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
import java.util.List;
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

    /** Speaks HTTP/1.1. */
    static NearEnd start(Trial trial, PoolSettings pool) {
        return start(trial, ClientOptions.defaults(), ClientSettings.http1(pool));
    }

    /** Makes one and closes it with the trial. */
    static NearEnd start(Trial trial, ClientOptions options, ClientSettings settings) {
        return trial.keep(new NearEnd(Vertx.vertx(), options, settings, trial.seed()));
    }

    /** Makes one that is the caller's to close. */
    static NearEnd once(Trial trial, ClientSettings settings) {
        return new NearEnd(Vertx.vertx(), ClientOptions.defaults(), settings, trial.seed());
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
    Applied apply(ClientSettings next) throws Exception {
        return await(client.apply(next));
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

    /** Waits for all of them; how many came to 200. */
    static int succeeded(List<Future<Integer>> answers) throws Exception {
        int good = 0;
        await(Future.join(answers).transform(end -> Future.succeededFuture()));
        for (Future<Integer> answer : answers) {
            good += answer.succeeded() && answer.result() == 200 ? 1 : 0;
        }
        return good;
    }

    @CanIgnoreReturnValue
    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Holds the pool's own counts against those of the far end: a pool that miscounts proves nothing. */
    void compare(Trial trial, Seen seen, long acceptedBefore) {
        long accepted = seen.accepted() - acceptedBefore;
        Figures figures = figures();
        long closes =
                figures.closes().values().stream().mapToLong(Long::longValue).sum();
        boolean adds = figures.dials() == figures.open() + closes;
        boolean agree = figures.opened() <= accepted && accepted <= figures.dials();
        trial.check(
                "the pool counts what the far end saw",
                adds && agree,
                "dials " + figures.dials() + ", opened " + figures.opened() + ", closes " + closes + ", open "
                        + figures.open() + "; the far end accepted " + accepted);
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
