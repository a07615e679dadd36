package dev.cistern.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.sign.ChunkedBody;
import dev.cistern.node.sign.Payload;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.streams.ReadStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bodies of clients that leave while nobody listens, as during a catch-up with the cluster. */
final class BodyStreamTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(60, TimeUnit.SECONDS);
    }

    /** Listens only when the connection has gone. */
    private Throwable toldTo(Function<BodyStream, ReadStream<Buffer>> listener) throws Exception {
        Promise<Void> came = Promise.promise();
        Promise<Throwable> told = Promise.promise();
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> {
                    ReadStream<Buffer> body = listener.apply(new BodyStream(request));
                    request.connection()
                            .closeHandler(gone -> vertx.runOnContext(later -> {
                                var unused = body.exceptionHandler(told::tryComplete);
                            }));
                    came.complete();
                })
                .listen(0, "127.0.0.1")
                .await(60, TimeUnit.SECONDS);
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
            client.getOutputStream()
                    .write("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n1234"
                            .getBytes(StandardCharsets.US_ASCII));
            Future<Void> there = came.future();
            there.await(60, TimeUnit.SECONDS);
        }
        return told.future().await(60, TimeUnit.SECONDS);
    }

    @Test
    void whoListensOnlyLaterIsToldThatTheClientLeft() throws Exception {
        assertThat(toldTo(body -> body)).isInstanceOf(Exception.class);
    }

    @Test
    void whoListensOnlyLaterToABodyInChunksIsToldThatTheClientLeft() throws Exception {
        Payload.Chunked form = new Payload.Chunked(false, Optional.empty());

        assertThat(toldTo(body -> new ChunkedBody(body, form, OptionalLong.empty())))
                .isInstanceOf(Exception.class);
    }
}
