package dev.cistern.net.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.conf.ServerIdentity;
import dev.cistern.conf.ServerSettings;
import dev.cistern.net.CloseReason;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.transport.Transport;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A node's HTTP front on false time, with one server per event loop on one port. */
final class Front implements AutoCloseable {
    static final ServerSettings SETTINGS = new ServerSettings(
            Duration.ofSeconds(20),
            Duration.ofSeconds(16),
            100,
            Duration.ofHours(1),
            Integer.MAX_VALUE,
            Duration.ofSeconds(30));

    final ServerConnections connections;
    final Vertx vertx;
    final int port;
    private final AtomicLong nanos = new AtomicLong(1_000_000_000_000L);

    Front(ServerSettings settings, Handler<HttpServerRequest> handler) {
        this(Transport.NIO, settings, handler);
    }

    Front(Transport transport, ServerSettings settings, Handler<HttpServerRequest> handler) {
        this(transport, settings, null, handler);
    }

    Front(
            Transport transport,
            ServerSettings settings,
            @Nullable ServerIdentity identity,
            Handler<HttpServerRequest> handler) {
        connections = new ServerConnections(settings, nanos::get, new Random(42));
        vertx = Vertx.builder()
                .with(new VertxOptions().setEventLoopPoolSize(2))
                .withTransport(connections.tap(transport, options -> true))
                .build();
        port = listen(identity, handler);
        assertThat(listen(identity, handler)).isEqualTo(port);
    }

    private int listen(@Nullable ServerIdentity identity, Handler<HttpServerRequest> handler) {
        var options = new HttpServerOptions();
        if (identity != null) {
            connections.secure(options, identity);
        }
        var server = vertx.createHttpServer(options);
        connections.serve(server, handler);
        int anyThatIsShared = -1;
        return await(server.listen(anyThatIsShared, "127.0.0.1")
                .compose(bound -> connections.listens(bound).map(bound.actualPort())));
    }

    Client connect() {
        return new Client(port);
    }

    /** Lets the loops finish what they do, then false time pass, and then every connection be looked at. */
    void pass(Duration time) {
        await(connections.sweep());
        nanos.addAndGet(time.toNanos());
        await(connections.sweep());
    }

    void apply(ServerSettings settings) {
        await(connections.apply(settings));
    }

    ServerFigures figures() {
        ServerFigures figures = connections.figures();
        long closes =
                figures.closes().values().stream().mapToLong(Long::longValue).sum();
        assertThat(figures.accepted()).isEqualTo(figures.open() + closes);
        assertThat(figures.open()).isEqualTo(figures.idle() + figures.active() + figures.inHeader());
        return figures;
    }

    long closes(CloseReason reason) {
        return figures().closes(reason);
    }

    /** Waits for figures that the loops are about to bring about; fails when they do not within ten seconds. */
    ServerFigures eventually(Predicate<ServerFigures> expected) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        ServerFigures figures = figures();
        while (!expected.test(figures)) {
            assertThat(System.nanoTime()).as("still %s", figures).isLessThan(end);
            Thread.onSpinWait();
            figures = figures();
        }
        return figures;
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new AssertionError("did not complete", failure);
        }
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
