package dev.cistern.net.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.net.pool.HostTraffic.Second;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class TrafficTest {
    private static final long START = -5_000L;
    private static final long SECOND = 1_000_000_000L;

    private final Traffic traffic = new Traffic(START);

    private static long gaps(HostTraffic traffic) {
        return traffic.gaps().stream().mapToLong(PoolFigures.Bucket::count).sum();
    }

    @Test
    void eachSecondHasItsArrivalsServiceTimeAndPeak() {
        traffic.arrived(START, 1);
        traffic.arrived(START + SECOND / 2, 2);
        traffic.returned(START + SECOND, SECOND, 2);
        HostTraffic read = traffic.read(START + 2 * SECOND);
        assertThat(read.seconds())
                .containsExactly(
                        new Second(2, 0, Duration.ZERO, 2),
                        new Second(0, 1, Duration.ofSeconds(1), 2),
                        new Second(0, 0, Duration.ZERO, 0));
    }

    @Test
    void gapsAreThoseBetweenOneRequestAndTheNext() {
        traffic.arrived(START, 1);
        traffic.arrived(START + 3_000_000, 1);
        traffic.arrived(START + 4_000_000, 1);
        HostTraffic read = traffic.read(START + SECOND);
        assertThat(gaps(read)).isEqualTo(2);
        assertThat(read.gaps())
                .contains(
                        new PoolFigures.Bucket(Duration.ofMillis(2), 1),
                        new PoolFigures.Bucket(Duration.ofMillis(5), 1));
    }

    @Test
    void nothingIsKeptForMoreThanFiveMinutes() {
        for (int second = 0; second < 1_000; second++) {
            traffic.arrived(START + second * SECOND, second);
        }
        HostTraffic read = traffic.read(START + 999 * SECOND);
        assertThat(read.seconds()).hasSize(Traffic.SECONDS).allMatch(second -> second.arrivals() == 1);
        assertThat(read.seconds().get(0).peakConcurrency()).isEqualTo(700);
        assertThat(gaps(read)).isBetween(240L, 300L);
    }

    @Test
    void aLongSilenceForgetsWhatWasBefore() {
        traffic.arrived(START, 1);
        traffic.arrived(START + 1, 1);
        HostTraffic read = traffic.read(START + 10_000 * SECOND);
        assertThat(read.seconds()).hasSize(Traffic.SECONDS).allMatch(second -> second.arrivals() == 0);
        assertThat(gaps(read)).isZero();
    }
}
