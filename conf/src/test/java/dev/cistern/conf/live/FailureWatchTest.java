package dev.cistern.conf.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class FailureWatchTest {
    private final FalseRate rate = new FalseRate();
    private final FailureWatch watch = new FailureWatch(rate);

    private Optional<String> second(long good, long bad) {
        rate.add(good, bad);
        return watch.sample();
    }

    @Test
    void manyFailuresAfterAChangeAreReported() {
        assertThat(second(1000, 0)).isEmpty();
        watch.begin();

        assertThat(second(90, 10)).hasValue("10.0 % of requests failed after the change, 0.0 % before");
    }

    @Test
    void failuresAreOnlyCountedDuringProbation() {
        assertThat(second(0, 1000)).isEmpty();
        watch.begin();
        watch.end();
        assertThat(second(0, 1000)).isEmpty();
    }

    @Test
    void fewerThanTenFailuresSayNothing() {
        watch.begin();

        assertThat(second(0, 9)).isEmpty();
        assertThat(second(0, 1)).isPresent();
    }

    @Test
    void shareAsBadAsBeforeIsNoReason() {
        for (int i = 0; i < 60; i++) {
            assertThat(second(90, 10)).isEmpty();
        }
        watch.begin();

        assertThat(second(800, 200)).isEmpty();
        assertThat(second(0, 200)).isPresent();
    }

    @Test
    void onlyTheMinuteBeforeCounts() {
        assertThat(second(0, 1000)).isEmpty();
        for (int i = 0; i < 60; i++) {
            assertThat(second(100, 0)).isEmpty();
        }
        watch.begin();

        assertThat(second(90, 10)).isPresent();
    }

    @Test
    void failuresLongAfterAQuietStartAreSeen() {
        watch.begin();
        for (int i = 0; i < 600; i++) {
            assertThat(second(1000, 0)).isEmpty();
        }

        assertThat(second(0, 1000)).isPresent();
    }
}
