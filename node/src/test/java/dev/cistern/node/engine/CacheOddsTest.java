package dev.cistern.node.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whether a cache is asked. */
final class CacheOddsTest {
    private static final int MANY = 10_000;

    private final CacheOdds odds = new CacheOdds();

    private void ask(int times, int answeredOfTen) {
        for (int i = 0; i < times; i++) {
            odds.asked(i % 10 < answeredOfTen);
        }
    }

    private long asked() {
        return IntStream.range(0, MANY).filter(i -> odds.isWorthAsking()).count();
    }

    @Test
    void itIsAskedAtFirst() {
        assertThat(asked()).isEqualTo(MANY);
    }

    @Test
    void whatAnswersMostlyIsAlwaysAsked() {
        ask(1_000, 7);

        assertThat(asked()).isEqualTo(MANY);
    }

    @Test
    void whatAnswersSeldomIsAskedNowAndThen() {
        ask(1_000, 2);

        assertThat(asked()).isBetween(1L, (long) MANY / 8);
    }

    @Test
    void itIsAskedAgainWhenItAnswersAgain() {
        ask(1_000, 0);
        ask(200, 10);

        assertThat(asked()).isEqualTo(MANY);
    }
}
