package dev.cistern.bench.farend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.bench.http.HttpConnection;
import dev.cistern.bench.http.Request;
import dev.cistern.bench.trial.Trial;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the far end counts is what proves the promises, so it is proven itself, over plain sockets. */
final class FarEndTest {
    private static final int PATIENCE_SECONDS = 30;

    @SuppressWarnings("NullAway.Init")
    private Trial trial;

    @SuppressWarnings("NullAway.Init")
    private FarEnd far;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        trial = new Trial("far-end", 1, folder, new PrintWriter(Writer.nullWriter()));
        far = FarEnd.start(trial, FarEndOptions.plain());
    }

    @AfterEach
    void close() {
        trial.close();
    }

    private HttpConnection open() throws IOException {
        return HttpConnection.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), far.port()));
    }

    private void awaitSeen(long accepted, long open, long requests) throws Exception {
        far.require(
                seen -> seen.accepted() == accepted && seen.open() == open && seen.requests() == requests,
                PATIENCE_SECONDS);
    }

    @Test
    void connectionsAndRequestsAreCounted() throws Exception {
        try (HttpConnection one = open();
                HttpConnection two = open()) {
            assertThat(one.exchange(Request.get("/")).status()).isEqualTo(200);
            assertThat(one.exchange(Request.put("/", new byte[100])).status()).isEqualTo(200);
            assertThat(two.exchange(Request.get("/")).text()).isEqualTo("x".repeat(16));
            awaitSeen(2, 2, 3);
        }
        awaitSeen(2, 0, 3);
        assertThat(far.seen().closedByPeer()).isEqualTo(2);
        assertThat(far.seen().requestsByAddress()).containsEntry("127.0.0.1", 3L);
        assertThat(far.lives()).hasSize(2).allMatch(Life::byPeer);
    }

    @Test
    void heldRequestIsAnsweredWhenItIsReleased() throws Exception {
        far.behave(Manners.good().holding(true));
        try (HttpConnection connection = open()) {
            connection.send(Request.get("/"));
            awaitSeen(1, 1, 1);
            assertThat(far.seen().answered()).isZero();
            far.release(1);
            assertThat(connection.receive("GET").status()).isEqualTo(200);
        }
    }

    @Test
    void connectionThatIsClosedWhileItsRequestIsHeldIsBrokenOff() throws Exception {
        far.behave(Manners.good().holding(true));
        try (HttpConnection connection = open()) {
            connection.send(Request.get("/"));
            awaitSeen(1, 1, 1);
        }
        awaitSeen(1, 0, 1);
        assertThat(far.seen().brokenOff()).isEqualTo(1);
    }

    @Test
    void idleConnectionIsClosedAfterItsFirstRequestAlone() throws Exception {
        far.behave(Manners.good().idling(Duration.ofMillis(50), 7));
        try (HttpConnection unused = open();
                HttpConnection used = open()) {
            used.send(Request.get("/"));
            assertThat(used.receiveHead().headers()).containsEntry("keep-alive", "timeout=7");
            assertThat(used.awaitClose(Duration.ofSeconds(PATIENCE_SECONDS))).isTrue();
            assertThat(unused.exchange(Request.get("/")).status()).isEqualTo(200);
        }
        List<Life> lives = far.lives();
        assertThat(lives.get(0).byPeer()).isFalse();
        assertThat(lives.get(0).idleSeconds()).isGreaterThanOrEqualTo(0.049);
    }

    @Test
    void changedMannersHoldForConnectionsThatAreIdle() throws Exception {
        try (HttpConnection connection = open()) {
            assertThat(connection.exchange(Request.get("/")).status()).isEqualTo(200);
            far.behave(Manners.good().idling(Duration.ofMillis(1), 0));
            assertThat(connection.awaitClose(Duration.ofSeconds(PATIENCE_SECONDS)))
                    .isTrue();
        }
        awaitSeen(1, 0, 1);
        assertThat(far.seen().closedHere()).isEqualTo(1);
    }

    @Test
    void closesAtRandomAreItsOwn() throws Exception {
        far.behave(Manners.good().closing(1_000, Duration.ofMillis(5)));
        try (HttpConnection connection = open()) {
            assertThat(connection.exchange(Request.get("/")).status()).isEqualTo(200);
            assertThat(connection.awaitClose(Duration.ofSeconds(PATIENCE_SECONDS)))
                    .isTrue();
        }
        awaitSeen(1, 0, 1);
        assertThat(far.seen().closedHere()).isEqualTo(1);
    }
}
