package dev.cistern.net.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class DrainPaceTest {
    private static final long START = 77L;

    private final DrainPace pace = new DrainPace(START);

    private int let(long now) {
        int count = 0;
        while (pace.lets(now)) {
            count++;
        }
        return count;
    }

    @Test
    void aQuarterOfASecondsWorthIsLetThroughAtOnceAndTheRestEvenly() {
        assertThat(let(START)).isEqualTo(DrainPace.BURST);
        int count = 0;
        for (int tenth = 1; tenth <= 10; tenth++) {
            count += let(START + tenth * 100_000_000L);
        }
        assertThat(count).isBetween(DrainPace.PER_SECOND, DrainPace.PER_SECOND + 1);
    }

    @Test
    void whatWasNotUsedIsNotSavedUp() {
        assertThat(let(START + 3_600_000_000_000L)).isEqualTo(DrainPace.BURST);
    }
}
