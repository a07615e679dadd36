package dev.cistern.node;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A client that speaks HTTP/2 over one connection. */
final class Http2Caller implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = vertx.createHttpClient(
            new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false),
            new PoolOptions().setHttp2MaxSize(1));
    private final int port;

    Http2Caller(int port) {
        this.port = port;
    }

    /** The status of the answer. */
    Future<Integer> put(String path, byte[] body) {
        return client.request(HttpMethod.PUT, port, "127.0.0.1", path)
                .compose(request -> request.send(Buffer.buffer(body)))
                .map(HttpClientResponse::statusCode);
    }

    @Override
    public void close() throws TimeoutException {
        vertx.close().await(60, TimeUnit.SECONDS);
    }
}
