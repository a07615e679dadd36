package dev.cistern.bench.net;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Vert.x's own pool, with as many connections as ours may have: at its default of 5 it would not carry the load. */
final class VertxPool implements Rival {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client;
    private final int port;
    private final OpenLoop loop;

    VertxPool(int port, int connections, double perSecond, SplittableRandom random) {
        this.port = port;
        this.client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(connections));
        this.loop = new OpenLoop(perSecond, random);
    }

    @Override
    public Outcome send(double seconds) throws Exception {
        Answers answers = new Answers();
        loop.run(seconds, this::get, answers);
        return Outcome.of(answers);
    }

    private Future<Integer> get() {
        return client.request(HttpMethod.GET, port, "127.0.0.1", "/")
                .compose(HttpClientRequest::send)
                .compose(VertxPool::drained);
    }

    private static Future<Integer> drained(HttpClientResponse response) {
        return response.body().map(body -> response.statusCode());
    }

    @Override
    public void close() {
        client.close()
                .eventually(vertx::close)
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }
}
