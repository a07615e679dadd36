package dev.cistern.net.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.conf.ServerSettings;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.transport.Transport;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** From the moment that a socket is bound until its server is ready. */
final class ListenTest {
    private static final ServerSettings SETTINGS = new ServerSettings(
            Duration.ofSeconds(20),
            Duration.ofSeconds(16),
            100,
            Duration.ofHours(1),
            Integer.MAX_VALUE,
            Duration.ofSeconds(30));
    private static final int UNTAPPED = 7;

    static Stream<Transport> transports() {
        return Stream.of(Transport.NIO, Transport.EPOLL, Transport.IO_URING)
                .filter(transport -> transport != null && transport.available());
    }

    /** The other server is asked so that the thread that accepts has looked at both. */
    @ParameterizedTest
    @MethodSource("transports")
    void whoComesBeforeTheServerIsReadyWaitsAndIsServed(Transport transport) {
        var connections = new ServerConnections(SETTINGS, System::nanoTime, new Random(1));
        Vertx vertx = Vertx.builder()
                .withTransport(connections.tap(transport, options -> options.getAcceptBacklog() != UNTAPPED))
                .build();
        try {
            HttpServer server = vertx.createHttpServer(new HttpServerOptions());
            connections.serve(server, request -> request.response().end("served"));
            int port = Front.await(server.listen(0, "127.0.0.1")).actualPort();
            int other = Front.await(vertx.createHttpServer(new HttpServerOptions().setAcceptBacklog(UNTAPPED))
                            .requestHandler(request -> request.response().end("other"))
                            .listen(0, "127.0.0.1"))
                    .actualPort();
            try (Client early = new Client(port);
                    Client later = new Client(other)) {
                early.get("/");
                assertThat(later.get("/").response()).endsWith("other");
                assertThat(connections.figures().accepted()).isZero();

                Front.await(connections.listens(server));
                assertThat(early.response()).endsWith("served");
            }
            assertThat(connections.figures().accepted()).isEqualTo(1);
        } finally {
            Front.await(vertx.close());
        }
    }
}
