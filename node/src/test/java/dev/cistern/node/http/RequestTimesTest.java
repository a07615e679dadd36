package dev.cistern.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class RequestTimesTest {
    private final RequestTimes times = new RequestTimes();

    @Test
    void nothingIsCountedUntilSomebodyWantsToKnow() {
        assertThat(times.areWanted()).isFalse();
        assertThat(times.p99Micros(1)).isEmpty();
        assertThat(times.areWanted()).isTrue();
    }

    @Test
    void tooFewCountForALaterSample() {
        for (int i = 1; i <= 60; i++) {
            times.took(TimeUnit.MILLISECONDS.toNanos(2));
        }
        assertThat(times.p99Micros(100)).isEmpty();
        for (int i = 1; i <= 40; i++) {
            times.took(TimeUnit.MILLISECONDS.toNanos(50));
        }

        assertThat(times.p99Micros(101)).isEmpty();
        assertThat(times.p99Micros(100).orElseThrow()).isBetween(50_000L, 51_000L);
        assertThat(times.p99Micros(1)).as("each counts once").isEmpty();
    }

    @Test
    void oneInAHundredTakesThatLong() {
        for (int i = 1; i <= 1_000; i++) {
            times.took(TimeUnit.MICROSECONDS.toNanos(i * 100L));
        }

        assertThat(times.p99Micros(200).orElseThrow()).isBetween(99_000L, 100_000L);
    }

    @Test
    void whatTakesForeverIsCountedAsLong() {
        times.took(Long.MAX_VALUE);

        assertThat(times.p99Micros(1).orElseThrow()).isGreaterThan(TimeUnit.MINUTES.toMicros(9));
    }
}
