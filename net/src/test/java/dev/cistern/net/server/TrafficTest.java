package dev.cistern.net.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.net.server.ServerFigures.Bucket;
import dev.cistern.net.server.ServerTraffic.Second;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TrafficTest {
    private static final long START = -5_000_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final Second NOTHING = new Second(0, 0, Duration.ZERO, 0, 0, 0);

    private final Traffic traffic = new Traffic(START);

    private ServerTraffic read(long now) {
        return TrafficReader.read(List.of(traffic), START, now);
    }

    private static long gaps(ServerTraffic traffic) {
        return traffic.gaps().stream().mapToLong(Bucket::count).sum();
    }

    @Test
    void eachSecondIsChargedForTheRequestsInFlightInIt() {
        traffic.accepted(START, 1);
        traffic.began(START + SECOND / 2);
        traffic.began(START + SECOND / 2);
        traffic.ended(START + 2 * SECOND + SECOND / 4, 2);
        traffic.looked(START + 3 * SECOND, 1);
        assertThat(read(START + 3 * SECOND).seconds())
                .containsExactly(
                        new Second(2, 0, Duration.ofSeconds(1), 2, 1, 1),
                        new Second(0, 0, Duration.ofSeconds(2), 2, 0, 0),
                        new Second(0, 2, Duration.ofMillis(500), 2, 0, 0),
                        new Second(0, 0, Duration.ZERO, 0, 0, 1));
    }

    @Test
    void loopsAddUpButOpenConnectionsAreThoseOfTheWholeNode() {
        Traffic other = new Traffic(START);
        for (Traffic each : List.of(traffic, other)) {
            each.accepted(START, 7);
            each.began(START);
            each.ended(START + 1000, 1);
        }
        assertThat(TrafficReader.read(List.of(traffic, other), START, START).seconds())
                .containsExactly(new Second(2, 2, Duration.ofNanos(2000), 2, 2, 7));
    }

    @Test
    void gapsAreCountedIntoTheirBuckets() {
        traffic.began(START);
        traffic.gap(Duration.ofMillis(3).toNanos());
        traffic.gap(Duration.ofMinutes(6).toNanos());
        List<Bucket> gaps = read(START).gaps();
        assertThat(gaps).hasSize(19).contains(new Bucket(Duration.ofMillis(5), 1), new Bucket(null, 1));
        assertThat(gaps.get(0)).isEqualTo(new Bucket(Duration.ofMillis(1), 0));
    }

    @Test
    void nothingIsKeptForMoreThanFiveMinutes() {
        for (int second = 0; second < 1_000; second++) {
            traffic.began(START + second * SECOND);
            traffic.gap(1);
            traffic.ended(START + second * SECOND, 1);
        }
        ServerTraffic read = read(START + 999 * SECOND);
        assertThat(read.seconds()).hasSize(Traffic.SECONDS).allMatch(second -> second.arrivals() == 1);
        assertThat(gaps(read)).isBetween(240L, 300L);
    }

    @Test
    void aLongSilenceShowsNothingEvenBeforeItsLoopNoticesIt() {
        traffic.began(START);
        traffic.gap(1);
        traffic.ended(START + 1, 1);
        ServerTraffic read = read(START + 10_000 * SECOND);
        assertThat(read.seconds()).hasSize(Traffic.SECONDS).containsOnly(NOTHING);
        assertThat(gaps(read)).isZero();
    }

    @Test
    void requestThatLastsForHoursIsChargedToEachOfTheLastSeconds() {
        traffic.began(START);
        traffic.looked(START + 10_000 * SECOND, 1);
        List<Second> seconds = read(START + 10_000 * SECOND).seconds();
        assertThat(seconds).hasSize(Traffic.SECONDS);
        assertThat(seconds.subList(0, 299)).containsOnly(new Second(0, 0, Duration.ofSeconds(1), 1, 0, 0));
    }
}
