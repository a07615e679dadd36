package dev.cistern.net.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PaceTest {
    private static final long START = 77L;
    private static final long SECOND = 1_000_000_000L;

    private static int let(Pace pace, long now) {
        int count = 0;
        while (pace.lets(now)) {
            count++;
        }
        return count;
    }

    @Test
    void aQuarterOfASecondsWorthIsLetThroughAtOnce() {
        assertThat(let(new Pace(2_000, START), START)).isEqualTo(500);
    }

    @Test
    void afterThatItLetsAsManyASecondAsItWasMadeFor() {
        Pace pace = new Pace(2_000, START);
        int count = let(pace, START);
        for (int tenth = 1; tenth <= 20; tenth++) {
            count += let(pace, START + tenth * SECOND / 10);
        }
        assertThat(count).isEqualTo(500 + 4_000);
    }

    @Test
    void whatWasNotUsedIsNotSavedUp() {
        Pace pace = new Pace(2_000, START);
        assertThat(let(pace, START + 3_600 * SECOND)).isEqualTo(500);
    }
}
