package dev.cistern.net.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.conf.ServerSettings;
import dev.cistern.net.CloseReason;
import dev.cistern.net.server.ServerConnection.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random schedules of everything that can happen to the connections of a loop, on false time and without sockets. */
final class ShardScheduleTest {
    private static final int STEPS = 40_000;
    private static final Set<CloseReason> NEVER_OF_A_REQUEST_IN_FLIGHT =
            EnumSet.of(CloseReason.IDLE_TIMEOUT, CloseReason.CONFIG_DRAIN, CloseReason.HEADER_TIMEOUT);

    private long now = 5_000_000_000L;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void figuresAddUpAndNoLimitOfTimeCutsARequest(long seed) {
        Schedule schedule = new Schedule(new Random(seed));
        for (int step = 0; step < STEPS; step++) {
            schedule.step();
            schedule.check("seed " + seed + ", step " + step);
        }
        assertThat(schedule.seen)
                .contains(
                        CloseReason.IDLE_TIMEOUT,
                        CloseReason.HEADER_TIMEOUT,
                        CloseReason.MAX_LIFETIME,
                        CloseReason.MAX_REQUESTS,
                        CloseReason.CONFIG_DRAIN,
                        CloseReason.PEER_FIN_IDLE,
                        CloseReason.PEER_RST,
                        CloseReason.PEER_CLOSE_HDR,
                        CloseReason.CANCELLED,
                        CloseReason.GOAWAY);
        schedule.stop();
        now += Duration.ofMinutes(2).toNanos();
        schedule.shard.sweep();
        schedule.check("seed " + seed + ", stopped");
        assertThat(schedule.figures().open()).isZero();
    }

    /** What a client and its request's handler know of a connection, told apart from what the shard makes of it. */
    private static final class Peer implements Wire {
        final boolean http2;
        int inFlight;
        int headsOwed;
        boolean bodyArriving;
        boolean closed;
        ServerConnection connection;

        Peer(Shard shard, boolean http2, float lifetimeFactor) {
            this.http2 = http2;
            this.connection = shard.opened(this, lifetimeFactor);
        }

        @Override
        public void close(CloseReason reason) {
            assertThat(closed).as("closed once").isFalse();
            if (inFlight > 0) {
                assertThat(NEVER_OF_A_REQUEST_IN_FLIGHT).doesNotContain(reason);
                assertThat(reason).as("a limit").isNotIn(CloseReason.MAX_LIFETIME, CloseReason.MAX_REQUESTS);
            }
            closed = true;
        }

        @Override
        public void cut() {
            assertThat(closed).isTrue();
        }

        @Override
        public void goAway() {
            assertThat(http2).isTrue();
        }

        @Override
        public boolean hasUnsent() {
            return false;
        }

        @Override
        public String peer() {
            return "peer";
        }
    }

    private final class Schedule {
        final Random random;
        final Set<CloseReason> seen = EnumSet.noneOf(CloseReason.class);
        Limits limits = limits(10, 30);
        final Gate gate = new Gate(limits, now);
        final Shard shard = new Shard(gate, () -> now);
        final List<Peer> peers = new ArrayList<>();
        long sockets;

        Schedule(Random random) {
            this.random = random;
        }

        private Limits limits(int idleSeconds, int maxConns) {
            return Limits.of(new ServerSettings(
                    Duration.ofSeconds(idleSeconds),
                    Duration.ofSeconds(8),
                    maxConns,
                    Duration.ofSeconds(30),
                    maxConns % 2 == 0 ? 6 : Integer.MAX_VALUE,
                    Duration.ofSeconds(30)));
        }

        void step() {
            now += random.nextInt(200_000_000);
            if (random.nextInt(4) == 0) {
                shard.sweep();
            } else if (random.nextInt(200) == 0) {
                change();
            } else if (peers.size() < 5 || random.nextInt(12) == 0) {
                open();
            } else {
                act(peers.get(random.nextInt(peers.size())));
            }
            peers.removeIf(peer -> {
                boolean over = peer.connection.phase == Phase.CLOSED;
                if (over) {
                    shard.gone(peer.connection);
                }
                return over;
            });
        }

        private void open() {
            if (gate.admit()) {
                Peer peer = new Peer(shard, random.nextInt(3) == 0, 0.9f + 0.2f * random.nextFloat());
                peers.add(peer);
                sockets++;
                if (peer.http2) {
                    shard.bytesCame(peer.connection);
                    shard.becameHttp2(peer.connection, 0);
                }
            }
        }

        private void change() {
            Limits before = gate.limits();
            limits = limits(5 + random.nextInt(10), 10 + random.nextInt(30));
            gate.limits(limits);
            long[] idleSince = shard.review(before, limits);
            int count = Math.min(gate.surplus(), idleSince.length);
            shard.doomIdleSince(count == 0 ? now - Long.MAX_VALUE / 2 : idleSince[count - 1]);
        }

        private void act(Peer peer) {
            ServerConnection connection = peer.connection;
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> request(peer);
                case 3, 4, 5, 6 -> respond(peer);
                case 7 -> shard.bytesCame(connection);
                case 8 -> {
                    if (peer.bodyArriving) {
                        peer.bodyArriving = false;
                        shard.requestEnded(connection);
                    }
                }
                default -> end(peer);
            }
        }

        private void request(Peer peer) {
            if (peer.bodyArriving || peer.connection.lastAnswerGiven()) {
                return;
            }
            shard.bytesCame(peer.connection);
            if (!peer.http2 && random.nextInt(10) == 0) {
                peer.connection.peerAskedToClose();
            }
            peer.inFlight++;
            peer.headsOwed++;
            peer.bodyArriving = !peer.http2;
            shard.requestBegan(peer.connection);
        }

        private void respond(Peer peer) {
            if (peer.inFlight == 0) {
                return;
            }
            if (!peer.http2 && peer.headsOwed == peer.inFlight) {
                peer.headsOwed--;
                shard.answersLast(peer.connection);
                return;
            }
            peer.inFlight--;
            shard.responseEnded(peer.connection);
        }

        private void end(Peer peer) {
            switch (random.nextInt(6)) {
                case 0 -> shard.gone(peer.connection);
                case 1 -> {
                    peer.connection.peerReset();
                    shard.gone(peer.connection);
                }
                case 2 -> shard.closing(peer.connection);
                case 3 -> {
                    if (peer.http2) {
                        peer.connection.peerWentAway();
                        shard.gone(peer.connection);
                    }
                }
                default -> {}
            }
        }

        void stop() {
            gate.stop();
            shard.stop();
        }

        ServerFigures figures() {
            return FigureReader.read(List.of(shard), now);
        }

        void check(String when) {
            ServerFigures figures = figures();
            long closes = 0;
            for (CloseReason reason : CloseReason.values()) {
                if (figures.closes(reason) > 0) {
                    seen.add(reason);
                }
                closes += figures.closes(reason);
            }
            int idle = 0;
            int active = 0;
            int inHeader = 0;
            for (Peer peer : peers) {
                switch (peer.connection.phase) {
                    case IDLE -> idle++;
                    case ACTIVE -> active++;
                    case HEADER -> inHeader++;
                    case CLOSED -> {}
                }
            }
            assertThat(sockets).as(when).isEqualTo(figures.accepted()).isEqualTo(figures.open() + closes);
            assertThat(figures.idle()).as(when).isEqualTo(idle);
            assertThat(figures.active()).as(when).isEqualTo(active);
            assertThat(figures.inHeader()).as(when).isEqualTo(inHeader);
            assertThat(gate.open()).as(when).isEqualTo(figures.open());
            checkTraffic(figures, when);
        }

        private void checkTraffic(ServerFigures figures, String when) {
            int inFlight = peers.stream()
                    .filter(peer -> peer.connection.phase != Phase.CLOSED)
                    .mapToInt(peer -> peer.inFlight)
                    .sum();
            assertThat(shard.traffic().inFlight()).as(when).isEqualTo(inFlight);
            assertThat(figures.gaps().stream()
                            .mapToLong(ServerFigures.Bucket::count)
                            .sum())
                    .as(when)
                    .isLessThanOrEqualTo(figures.requests());
        }
    }
}
