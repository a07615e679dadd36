package dev.cistern.net.pool;

import static dev.cistern.net.pool.FalsePool.HOST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cistern.conf.PoolSettings;
import dev.cistern.net.pool.Replay.Host;
import dev.cistern.net.pool.Replay.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReplayTest {
    private static final Duration SERVICE = Duration.ofMillis(20);
    private static final Duration DIAL = Duration.ofMillis(1);
    private static final long SECOND = 1_000_000_000L;
    private static final PoolSettings SETTINGS = FalsePool.limited(256, 1_024);

    private static PoolSettings settings(int idlePerHost, Duration idleTime) {
        return SETTINGS.withIdle(idleTime, SETTINGS.idleConns(), idlePerHost);
    }

    private static Host host(RecordedRequests requests) {
        return new Host(HOST, requests, DIAL, 1, null);
    }

    private static RecordedRequests poisson(double perSecond, int count) {
        return poisson(perSecond, SERVICE, count);
    }

    private static RecordedRequests poisson(double perSecond, Duration service, int count) {
        Random random = new Random(7);
        RecordedRequests.Builder builder = new RecordedRequests.Builder();
        double at = 0;
        for (int i = 0; i < count; i++) {
            at += -Math.log(1 - random.nextDouble()) / perSecond * SECOND;
            builder.add((long) at, (long) (service.toNanos() * -Math.log(1 - random.nextDouble())));
        }
        return builder.build((long) at);
    }

    /** Requests one after the other, the same time apart. */
    private static RecordedRequests regular(Duration apart, Duration held, int count) {
        RecordedRequests.Builder builder = new RecordedRequests.Builder();
        for (int i = 0; i < count; i++) {
            builder.add(i * apart.toNanos(), held.toNanos());
        }
        return builder.build(count * apart.toNanos());
    }

    /**
     * Dials per 1,000 requests of an open-loop Poisson stream of 20 ms mean service, as independent simulations found
     * them: within a fifth, or two where they are few.
     */
    @ParameterizedTest
    @CsvSource({
        "200, 2, 298", "200, 4, 126", "200, 6, 51", "200, 8, 18", "200, 10, 4.5",
        "500, 2, 327", "500, 8, 60", "500, 16, 4.2", "500, 20, 0.7", "500, 24, 0.2",
        "800, 8, 80", "1600, 16, 29", "1600, 32, 1.4"
    })
    void poissonStreamDialsAsOftenAsTheSimulationsSay(double perSecond, int cap, double expected) {
        Outcome outcome = Replay.of(host(poisson(perSecond, 16_384)), settings(cap, Duration.ofSeconds(6)));
        assertThat(outcome.dialsPerThousand()).isCloseTo(expected, Offset.offset(Math.max(2, expected / 5)));
        assertThat(outcome.requests()).isEqualTo(16_384);
        assertThat(outcome.refused()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0.1, 6", "0.1, 46", "0.5, 6", "0.77, 6"})
    void sparseStreamMissesWithTheProbabilityOfALongGap(double perSecond, int idleSeconds) {
        Outcome outcome = Replay.of(
                host(poisson(perSecond, Duration.ofNanos(100_000), 10_000)),
                settings(32, Duration.ofSeconds(idleSeconds)));
        double expected = 1_000 * Math.exp(-perSecond * idleSeconds);
        assertThat(outcome.dialsPerThousand()).isCloseTo(expected, within(Math.max(5, expected / 20)));
    }

    @Test
    void burstsKeepTheirConnectionsWhenTheIdleTimeSpansTheGap() {
        RecordedRequests.Builder builder = new RecordedRequests.Builder();
        for (int burst = 0; burst < 20; burst++) {
            for (int i = 0; i < 50; i++) {
                builder.add(10 * SECOND * burst + i * 100_000L, 200_000_000);
            }
        }
        Host bursts = host(builder.build(200 * SECOND));
        assertThat(Replay.of(bursts, settings(60, Duration.ofSeconds(6))).dialsPerThousand())
                .isEqualTo(1_000);
        assertThat(Replay.of(bursts, settings(60, Duration.ofSeconds(12))).dialsPerThousand())
                .isZero();
        assertThat(Replay.of(bursts, settings(25, Duration.ofSeconds(12))).dialsPerThousand())
                .isEqualTo(500);
    }

    @Test
    void idleConnectionsAreMeasuredOverTheTime() {
        Outcome outcome = Replay.of(
                host(regular(Duration.ofSeconds(1), Duration.ofMillis(250), 400)),
                settings(32, Duration.ofSeconds(15)));
        assertThat(outcome.dials()).isZero();
        assertThat(outcome.meanIdle()).isCloseTo(0.75, within(0.001));
        assertThat(outcome.mostIdle()).isEqualTo(1);
        assertThat(outcome.mostOpen()).isEqualTo(1);
        assertThat(outcome.meanWait()).isZero();
    }

    @Test
    void fullHostMakesRequestsWaitAndRefusesWhatIsTooMuch() {
        RecordedRequests.Builder builder = new RecordedRequests.Builder();
        for (int i = 0; i < 100; i++) {
            builder.add(i * 1_000_000L, SECOND);
        }
        PoolSettings narrow = FalsePool.limited(10, 20);
        Outcome outcome = Replay.of(host(builder.build(30 * SECOND)), narrow);
        assertThat(outcome.mostOpen()).isEqualTo(10);
        assertThat(outcome.refused()).isEqualTo(70);
        assertThat(outcome.meanWait()).isBetween(Duration.ofMillis(900), Duration.ofMillis(1_100));
    }

    @Test
    void requestsThatCostTheirConnectionCostADialEach() {
        RecordedRequests.Builder builder = new RecordedRequests.Builder();
        for (int i = 0; i < 300; i++) {
            builder.add(i * 100_000_000L, 1_000_000, i % 3 == 0, 0);
        }
        Outcome outcome = Replay.of(host(builder.build(30 * SECOND)), SETTINGS);
        assertThat(outcome.dials()).isEqualTo(100);
    }

    @Test
    void peersHintShortensTheIdleTime() {
        RecordedRequests everyTenSeconds = regular(Duration.ofSeconds(10), SERVICE, 300);
        PoolSettings patient = settings(32, Duration.ofMinutes(1));
        assertThat(dials(everyTenSeconds, null, patient)).isZero();
        assertThat(dials(everyTenSeconds, Duration.ofSeconds(15), patient)).isZero();
        assertThat(dials(everyTenSeconds, Duration.ofSeconds(10), patient)).isEqualTo(300);
    }

    private static long dials(RecordedRequests requests, @Nullable Duration hint, PoolSettings settings) {
        return Replay.of(new Host(HOST, requests, DIAL, 1, hint), settings).dials();
    }

    @Test
    void connectionThatTakesManyRequestsIsSharedByThem() {
        RecordedRequests requests = poisson(500, 10_000);
        Outcome outcome = Replay.of(new Host(HOST, requests, DIAL, 100, null), SETTINGS);
        assertThat(outcome.mostOpen()).isEqualTo(1);
        assertThat(outcome.dials()).isZero();
    }

    @Test
    void hostsTogetherShareTheTotalOfIdleConnections() {
        HostKey other = new HostKey("http", "192.0.2.2", 80);
        List<Host> both = List.of(host(poisson(500, 10_000)), new Host(other, poisson(250, 10_000), DIAL, 1, null));
        Map<HostKey, Outcome> narrow = Replay.together(both, SETTINGS.withIdle(SETTINGS.idleTime(), 8, 100));
        Map<HostKey, Outcome> wide = Replay.together(both, SETTINGS.withIdle(SETTINGS.idleTime(), 80, 100));
        assertThat(narrow.values()).allMatch(outcome -> outcome.dialsPerThousand() > 30);
        assertThat(wide.values()).allMatch(outcome -> outcome.dialsPerThousand() < 1);
        assertThat(wide.values()).extracting(Outcome::requests).element(0).isEqualTo(10_000);
    }

    @Test
    void equalRecordingsAndSettingsHaveEqualOutcomes() {
        PoolSettings settings = settings(8, Duration.ofSeconds(1));
        assertThat(Replay.of(host(poisson(500, 5_000)), settings))
                .isEqualTo(Replay.of(host(poisson(500, 5_000)), settings));
    }

    @Test
    void nothingRecordedCostsNothing() {
        Outcome outcome = Replay.of(host(RecordedRequests.NONE), SETTINGS);
        assertThat(outcome.requests()).isZero();
        assertThat(outcome.dialsPerThousand()).isZero();
    }
}
