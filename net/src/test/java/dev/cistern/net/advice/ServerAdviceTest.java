package dev.cistern.net.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cistern.conf.ServerSettings;
import dev.cistern.net.CloseReason;
import dev.cistern.net.server.ServerFigures;
import dev.cistern.net.server.ServerFigures.Bucket;
import dev.cistern.net.server.ServerTraffic;
import dev.cistern.net.server.ServerTraffic.Second;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ServerAdviceTest {
    private static final ServerSettings SETTINGS = settings(Duration.ofSeconds(20));
    /** 900 within a second, 60 within ten, 40 within twenty. */
    private static final List<Bucket> GAPS = List.of(
            new Bucket(Duration.ofSeconds(1), 900),
            new Bucket(Duration.ofSeconds(10), 60),
            new Bucket(Duration.ofSeconds(20), 40),
            new Bucket(null, 0));

    private static ServerSettings settings(Duration idleTime) {
        return new ServerSettings(
                idleTime,
                Duration.ofSeconds(16),
                1_000,
                Duration.ofHours(1),
                Integer.MAX_VALUE,
                Duration.ofSeconds(30));
    }

    /** 1,100 requests in 100 s, of 50 ms each, over so many new connections. */
    private static ServerTraffic traffic(int accepted, int open) {
        Second second = new Second(11, 11, Duration.ofMillis(550), 3, accepted / 100, open);
        return new ServerTraffic(Collections.nCopies(100, second), GAPS);
    }

    private static ServerFigures figures(long idleCloses, long otherCloses, long refused) {
        Map<CloseReason, Long> closes =
                Map.of(CloseReason.IDLE_TIMEOUT, idleCloses, CloseReason.PEER_FIN_IDLE, otherCloses);
        return new ServerFigures(0, 0, 0, 0, 0, 0, refused, 0, closes, List.of(), List.of(), List.of(), List.of());
    }

    private static ServerAdvice advice(ServerTraffic traffic, ServerFigures figures) {
        return ServerAdvice.of(SETTINGS, figures, traffic, ServerAdvice.Bounds.NONE);
    }

    @Test
    void loadIsRateTimesService() {
        ServerLoad load = advice(traffic(100, 40), figures(0, 0, 0)).load();
        assertThat(load.requests()).isEqualTo(1_100);
        assertThat(load.ratePerSecond()).isCloseTo(11, within(1e-9));
        assertThat(load.serviceTime()).isEqualTo(Duration.ofMillis(50));
        assertThat(load.meanConcurrency()).isCloseTo(0.55, within(1e-9));
        assertThat(load.acceptsPerThousand()).isCloseTo(90.9, within(0.1));
        assertThat(load.gap99()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void clientsThatAreClosedTooSoonGetTwiceTheTime() {
        ServerAdvice advice = advice(traffic(100, 40), figures(90, 10, 0));
        assertThat(advice.recommended().settings().idleTime()).isEqualTo(Duration.ofSeconds(40));
        assertThat(advice.now().most()).isCloseTo(90.9, within(0.1));
        assertThat(advice.recommended().fewest()).isCloseTo(9.09, within(0.01));
        assertThat(advice.recommended().most()).isCloseTo(90.9, within(0.1));
        assertThat(advice.settings().get(0).why()).contains("what lies beyond cannot be seen");
        assertThat(advice.verdict()).startsWith("change net.http.server_idle_time 20s → 40s: 90.9 new connections");
    }

    @Test
    void clientsThatCloseThemselvesAreLetBe() {
        ServerAdvice advice = advice(traffic(100, 40), figures(10, 90, 0));
        assertThat(advice.changes()).isFalse();
        assertThat(advice.verdict()).startsWith("nothing to change: 90.9 new connections per 1,000 requests");
    }

    @Test
    void shorterIdleTimeIsReckonedFromTheGaps() {
        ServerLoad load = advice(traffic(100, 40), figures(90, 10, 0)).load();
        assertThat(ServerForecast.of(load, SETTINGS, settings(Duration.ofSeconds(10)))
                        .metClosed())
                .isCloseTo(1_000 * 40 / 1_100.0, within(1e-6));
        ServerForecast inBucket = ServerForecast.of(load, SETTINGS, settings(Duration.ofSeconds(15)));
        assertThat(inBucket.metClosed()).isCloseTo(1_000 * 20 / 1_100.0, within(1e-6));
        assertThat(inBucket.fewest()).isEqualTo(inBucket.most());
        assertThat(inBucket.most()).isCloseTo(1_000 * 120 / 1_100.0, within(1e-6));
    }

    @Test
    void connectionLimitNearThePeakIsRaised() {
        assertThat(advice(traffic(0, 700), figures(0, 0, 0)).changes()).isFalse();
        ServerAdvice near = advice(traffic(0, 900), figures(0, 0, 0));
        assertThat(near.recommended().settings().maxConns()).isEqualTo(1_800);
        ServerAdvice bounded = ServerAdvice.of(
                SETTINGS,
                figures(0, 0, 5),
                traffic(0, 900),
                new ServerAdvice.Bounds(1_500, Map.of("net.http.max_conns", "clamped to 1500: descriptors")));
        assertThat(bounded.recommended().settings().maxConns()).isEqualTo(1_500);
        assertThat(bounded.settings().get(1).why()).endsWith("clamped to 1500: descriptors");
        assertThat(bounded.notes()).containsExactly("5 connections were refused since the start");
    }

    @Test
    void tooLittleIsSaidToBeTooLittle() {
        ServerTraffic few = new ServerTraffic(List.of(new Second(99, 99, Duration.ZERO, 1, 1, 1)), GAPS);
        ServerAdvice advice = advice(few, figures(0, 0, 0));
        assertThat(advice.settings()).isEmpty();
        assertThat(advice.verdict()).isEqualTo("nothing to say yet: 99 requests in 1 s, and it takes 100");
    }
}
