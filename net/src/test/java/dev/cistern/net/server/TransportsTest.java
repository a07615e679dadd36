package dev.cistern.net.server;

import static dev.cistern.net.server.Front.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.conf.ServerSettings;
import dev.cistern.net.CloseReason;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The layer does the same on every transport that this machine has. */
@Timeout(60)
final class TransportsTest {
    static Stream<String> transports() {
        return Stream.of(Transport.NIO, Transport.EPOLL, Transport.IO_URING)
                .filter(transport -> transport != null && transport.available())
                .map(Transport::name);
    }

    private static Transport named(String name) {
        return switch (name) {
            case "epoll" -> Transport.EPOLL;
            case "io_uring" -> Transport.IO_URING;
            default -> Transport.NIO;
        };
    }

    @ParameterizedTest
    @MethodSource("transports")
    void closesAndRefusalsAreSeen(String transport) {
        ServerSettings one = new ServerSettings(
                SETTINGS.idleTime(),
                SETTINGS.headerTimeout(),
                1,
                SETTINGS.maxLifetime(),
                SETTINGS.maxRequests(),
                SETTINGS.drainTime());
        try (Front front =
                new Front(named(transport), one, request -> request.response().end("hello"))) {
            try (Client silent = front.connect()) {
                front.eventually(f -> f.idle() == 1);
                try (Client refused = front.connect()) {
                    assertThat(refused.rest()).startsWith("HTTP/1.1 503 ").contains("net.http.max_conns");
                }
                front.pass(SETTINGS.idleTime());
                assertThat(silent.rest()).isEmpty();
            }
            front.eventually(f -> f.closes(CloseReason.IDLE_TIMEOUT) == 1);
            try (Client slow = front.connect()) {
                slow.send("GET");
                front.eventually(f -> f.inHeader() == 1);
                front.pass(SETTINGS.headerTimeout());
                assertThat(slow.rest()).startsWith("HTTP/1.1 408 ");
            }
            Client rude = front.connect();
            assertThat(rude.get("/").response()).endsWith("hello");
            front.eventually(f -> f.idle() == 1);
            rude.reset();
            front.eventually(f -> f.closes(CloseReason.PEER_RST) == 1);
            try (Client polite = front.connect()) {
                assertThat(polite.get("/").response()).endsWith("hello");
                front.eventually(f -> f.idle() == 1);
            }
            front.eventually(f -> f.closes(CloseReason.PEER_FIN_IDLE) == 1);
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void regionsAreSentWhereTheTransportCan(String transport, @TempDir Path folder) throws IOException {
        Path path = Files.writeString(folder.resolve("blob"), "0123456789");
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
                Front front = new Front(named(transport), SETTINGS, request -> {
                    var response = request.response().putHeader("Content-Length", "6");
                    if (FileRegions.supports(request)) {
                        response.writeHead().onFailure(failure -> {});
                        FileRegions.send(request, file, 2, 6)
                                .compose(sent -> response.end())
                                .onFailure(failure -> {});
                    } else {
                        response.end("cannot");
                    }
                });
                Client client = front.connect()) {
            String expected = transport.equals("io_uring") ? "cannot" : "234567";
            assertThat(client.get("/").response()).endsWith(expected);
            assertThat(client.get("/").response()).endsWith(expected);
        }
    }

    @Test
    void otherServersOfTheSameVertxAreNotTouched() {
        var connections = new ServerConnections(SETTINGS, System::nanoTime, new Random(1));
        Vertx vertx = Vertx.builder()
                .withTransport(connections.tap(Transport.NIO, options -> options.getAcceptBacklog() == 7))
                .build();
        try {
            int echo = Front.await(vertx.createNetServer(new NetServerOptions().setAcceptBacklog(7))
                            .connectHandler(socket -> socket.end().onFailure(failure -> {}))
                            .listen(0, "127.0.0.1"))
                    .actualPort();
            int other = Front.await(vertx.createHttpServer(new HttpServerOptions())
                            .requestHandler(request -> request.response().end("other"))
                            .listen(0, "127.0.0.1"))
                    .actualPort();
            try (Client first = new Client(echo);
                    Client second = new Client(other)) {
                assertThat(first.rest()).isEmpty();
                assertThat(second.get("/").response()).endsWith("other").doesNotContain("keep-alive");
            }
            assertThat(connections.figures().accepted()).isZero();
        } finally {
            Front.await(vertx.close());
        }
    }
}
