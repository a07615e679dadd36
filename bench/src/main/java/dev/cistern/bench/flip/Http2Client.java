package dev.cistern.bench.flip;

import dev.cistern.net.client.HttpRequest;
import dev.cistern.net.client.HttpResponse;
import dev.cistern.net.client.Origin;
import dev.cistern.net.client.PooledHttpClient;
import dev.cistern.net.client.RequestBody;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** HTTP/2 over the pool of a {@link PooledHttpClient} that all threads share, one request of a thread at a time. */
final class Http2Client implements LoadClient {
    private static final int PATIENCE_SECONDS = 60;

    private final PooledHttpClient client;
    private final Origin origin;

    /** @param client closed by its owner; its retries are its own to report */
    Http2Client(PooledHttpClient client, InetSocketAddress node) {
        this.client = client;
        this.origin = new Origin(node.getAddress().getHostAddress(), node.getPort(), false);
    }

    @Override
    public Answer get(String target) throws IOException {
        return await(HttpRequest.get(origin, target));
    }

    @Override
    public Answer put(String target, byte[] body) throws IOException {
        return await(put(target, HttpHeaders.headers(), body));
    }

    @Override
    public Answer create(String target, byte[] body) throws IOException {
        return await(put(target, HttpHeaders.headers().set(HttpHeaders.IF_NONE_MATCH, "*"), body));
    }

    private HttpRequest put(String target, MultiMap headers, byte[] body) {
        return new HttpRequest(origin, HttpMethod.PUT, target, headers, RequestBody.of(Buffer.buffer(body)));
    }

    private Answer await(HttpRequest request) throws IOException {
        try {
            return client.send(request)
                    .compose(Http2Client::whole)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + PATIENCE_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static Future<Answer> whole(HttpResponse response) {
        Promise<Answer> promise = Promise.promise();
        Buffer body = Buffer.buffer();
        response.body()
                .exceptionHandler(promise::tryFail)
                .endHandler(end -> promise.tryComplete(new Answer(response.status(), body.getBytes())))
                .handler(body::appendBuffer)
                .resume();
        return promise.future();
    }

    @Override
    public long races() {
        return 0;
    }

    @Override
    public void close() {}
}
