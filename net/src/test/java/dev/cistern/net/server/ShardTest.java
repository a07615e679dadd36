package dev.cistern.net.server;

import static dev.cistern.net.server.Front.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.conf.ServerSettings;
import dev.cistern.net.CloseReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a loop does to its connections, without sockets and on false time. */
final class ShardTest {
    private static final int MANY = 3_000;

    private long now = 1_000_000_000L;
    private final Limits before = limits(Duration.ofMinutes(1), MANY);
    private final Gate gate = new Gate(before, now);
    private final Shard shard = new Shard(gate, () -> now);
    private final List<CloseReason> closes = new ArrayList<>();

    private static Limits limits(Duration idle, int maxConns) {
        return Limits.of(new ServerSettings(
                idle,
                SETTINGS.headerTimeout(),
                maxConns,
                SETTINGS.maxLifetime(),
                SETTINGS.maxRequests(),
                SETTINGS.drainTime()));
    }

    private final class Recorded implements Wire {
        private boolean unsent;
        private int goAways;
        private int cuts;

        @Override
        public void close(CloseReason reason) {
            closes.add(reason);
        }

        @Override
        public void cut() {
            cuts++;
        }

        @Override
        public void goAway() {
            goAways++;
        }

        @Override
        public boolean hasUnsent() {
            return unsent;
        }

        @Override
        public String peer() {
            return "192.0.2.1:80";
        }
    }

    private ServerConnection open(Wire wire) {
        assertThat(gate.admit()).isTrue();
        return shard.opened(wire, 1);
    }

    private void openMany() {
        for (int i = 0; i < MANY; i++) {
            open(new Recorded());
        }
    }

    private void pass(Duration time) {
        now += time.toNanos();
        shard.sweep();
    }

    private int apply(Limits limits) {
        gate.limits(limits);
        long[] idleSince = shard.review(before, limits);
        int surplus = Math.min(gate.surplus(), idleSince.length);
        return shard.doomIdleSince(surplus == 0 ? now - Long.MAX_VALUE / 2 : idleSince[surplus - 1]);
    }

    @Test
    void loweredIdleTimeClosesManyAtItsPace() {
        openMany();
        pass(Duration.ofSeconds(10));
        assertThat(apply(limits(Duration.ofSeconds(5), MANY))).isEqualTo(MANY);
        assertThat(closes).hasSize(500).containsOnly(CloseReason.CONFIG_DRAIN);
        pass(Duration.ofMillis(250));
        assertThat(closes).hasSize(1_000);
        pass(Duration.ofSeconds(2));
        assertThat(closes).hasSize(1_500).containsOnly(CloseReason.CONFIG_DRAIN);
    }

    @Test
    void changeBackSparesThoseWhoseTurnHasNotCome() {
        openMany();
        pass(Duration.ofSeconds(10));
        apply(limits(Duration.ofSeconds(5), MANY));
        assertThat(apply(before)).isZero();
        pass(Duration.ofSeconds(10));
        assertThat(closes).hasSize(500);
    }

    @Test
    void requestSparesAConnectionWhoseTurnHasNotCome() {
        openMany();
        gate.limits(limits(Duration.ofMinutes(1), MANY + 1));
        ServerConnection last = open(new Recorded());
        pass(Duration.ofSeconds(10));
        apply(limits(Duration.ofSeconds(5), MANY + 1));
        shard.bytesCame(last);
        shard.requestBegan(last);
        for (int i = 0; i < 40; i++) {
            pass(Duration.ofMillis(250));
        }
        assertThat(closes).hasSize(MANY);
        assertThat(last.phase).isEqualTo(ServerConnection.Phase.ACTIVE);
    }

    @Test
    void activeSurplusIsClosedWhenItIsDone() {
        ServerConnection first = open(new Recorded());
        ServerConnection second = open(new Recorded());
        for (ServerConnection connection : List.of(first, second)) {
            shard.requestBegan(connection);
            shard.requestEnded(connection);
        }
        assertThat(apply(limits(Duration.ofMinutes(1), 1))).isZero();
        shard.responseEnded(first);
        shard.responseEnded(second);
        pass(Duration.ofMillis(250));
        assertThat(closes).containsExactly(CloseReason.CONFIG_DRAIN);
        assertThat(first.phase).isEqualTo(ServerConnection.Phase.CLOSED);
        assertThat(second.phase).isEqualTo(ServerConnection.Phase.IDLE);
    }

    @Test
    void bytesNotYetSentKeepAConnectionFromBeingIdle() {
        Recorded wire = new Recorded();
        ServerConnection connection = open(wire);
        shard.becameHttp2(connection, 1);
        shard.responseEnded(connection);
        wire.unsent = true;
        pass(Duration.ofMinutes(1));
        assertThat(closes).isEmpty();
        wire.unsent = false;
        pass(Duration.ofMinutes(1));
        assertThat(closes).containsExactly(CloseReason.IDLE_TIMEOUT);
    }

    @Test
    void http2PeersAreToldOnceThatTheLifetimeIsOver() {
        Recorded wire = new Recorded();
        shard.becameHttp2(open(wire), 1);
        pass(Duration.ofHours(1));
        pass(Duration.ofHours(1));
        assertThat(wire.goAways).isEqualTo(1);
        assertThat(closes).isEmpty();
    }

    @Test
    void socketThatDoesNotCloseIsCutAfterASecond() {
        Recorded wire = new Recorded();
        open(wire);
        pass(Duration.ofMinutes(1));
        pass(Duration.ofMillis(900));
        assertThat(wire.cuts).isZero();
        pass(Duration.ofMillis(100));
        assertThat(wire.cuts).isEqualTo(1);
    }

    @Test
    void bytesOfAPipelinedRequestAreHeldAgainstTheHeaderTimeout() {
        ServerConnection connection = open(new Recorded());
        shard.bytesCame(connection);
        shard.requestBegan(connection);
        shard.requestEnded(connection);
        shard.bytesCame(connection);
        shard.responseEnded(connection);
        assertThat(connection.phase).isEqualTo(ServerConnection.Phase.HEADER);
        pass(SETTINGS.headerTimeout());
        assertThat(closes).containsExactly(CloseReason.HEADER_TIMEOUT);
    }

    @Test
    void histogramsCountEveryConnectionOnce() {
        open(new Recorded());
        ServerConnection busy = open(new Recorded());
        now += Duration.ofSeconds(4).toNanos();
        open(new Recorded());
        shard.requestBegan(busy);
        shard.sweep();
        ServerFigures figures = FigureReader.read(List.of(shard), now);
        assertThat(figures.ages().get(0)).isEqualTo(new ServerFigures.Bucket(Duration.ofSeconds(1), 1));
        assertThat(figures.ages().get(1)).isEqualTo(new ServerFigures.Bucket(Duration.ofSeconds(5), 2));
        assertThat(figures.idleTimes().stream().mapToLong(ServerFigures.Bucket::count))
                .containsExactly(1L, 1L, 0L, 0L, 0L, 0L, 0L, 0L);
    }
}
