package dev.cistern.backends.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.backends.GivenBody;
import dev.cistern.conf.RetrySettings;
import dev.cistern.net.client.HttpRequest;
import dev.cistern.net.client.HttpResponse;
import dev.cistern.net.client.Origin;
import dev.cistern.net.client.RequestBody;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A client, the requests that it has sent, which are answered when a test says so, and time. Confined to an event loop. */
final class Scene implements UpstreamClient.Line {
    static final Origin HOST = new Origin("cloud.test", 443, true);

    final FalseTime time = new FalseTime();
    final List<Promise<HttpResponse>> sent = new ArrayList<>();
    /** How many of them were given up. */
    int cancelled;

    final UpstreamClient client;

    interface Play {
        void play(Scene scene) throws Exception;
    }

    private Scene(Vertx vertx, RetrySettings settings) {
        client = new UpstreamClient(vertx, this, settings, time, () -> 0.5);
    }

    /** Plays on an event loop. */
    static void play(Vertx vertx, RetrySettings settings, Play play) throws Exception {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        vertx.runOnContext(now -> {
            try {
                play.play(new Scene(vertx, settings));
                done.complete(true);
            } catch (Throwable failed) {
                done.completeExceptionally(failed);
            }
        });
        assertThat(done.get(60, TimeUnit.SECONDS)).isTrue();
    }

    @Override
    public UpstreamClient.Sent send(HttpRequest request) {
        Promise<HttpResponse> answer = Promise.promise();
        sent.add(answer);
        return new UpstreamClient.Sent(answer.future(), () -> {
            cancelled++;
            answer.tryFail("cancelled");
        });
    }

    @Override
    public UpstreamClient.Sent sendIfSpare(HttpRequest request) {
        return send(request);
    }

    private static HttpRequest request(HttpMethod method, String... headers) {
        MultiMap all = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < headers.length; i += 2) {
            all.add(headers[i], headers[i + 1]);
        }
        return new HttpRequest(HOST, method, "/", all, RequestBody.of(Buffer.buffer("x")));
    }

    Future<HttpResponse> ask(HttpMethod method, String... headers) {
        return client.send(request(method, headers));
    }

    Future<HttpResponse> read(HttpMethod method) {
        return client.read(request(method));
    }

    /** Nobody watches a body that streams: it takes as long as it takes. */
    Future<HttpResponse> stream() {
        RequestBody body = RequestBody.each(() -> new GivenBody(Buffer.buffer("x")), 1);
        return client.send(new HttpRequest(HOST, HttpMethod.POST, "/", MultiMap.caseInsensitiveMultiMap(), body));
    }

    void answer(int status, String... headers) {
        sent.get(sent.size() - 1).complete(new Answer(status, headers));
    }

    UpstreamFigures figures() {
        return client.figures().getOrDefault(HOST, UpstreamFigures.NONE);
    }

    /** Whether no request has a place among those under way, and the host was never busy. */
    boolean isIdle() {
        return client.host(HOST).inFlight.isPlain();
    }

    /** A response without a body. */
    static final class Answer implements HttpResponse {
        private final int status;
        private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        boolean drained;

        Answer(int status, String... headers) {
            this.status = status;
            for (int i = 0; i < headers.length; i += 2) {
                this.headers.add(headers[i], headers[i + 1]);
            }
        }

        @Override
        public int status() {
            return status;
        }

        @Override
        public MultiMap headers() {
            return headers;
        }

        @Override
        public ReadStream<Buffer> body() {
            throw new AssertionError("nobody reads it");
        }

        @Override
        public Future<MultiMap> trailers() {
            return Future.succeededFuture(headers);
        }

        @Override
        public void discard() {}

        @Override
        public void drain() {
            drained = true;
        }
    }
}
