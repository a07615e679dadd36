package dev.cistern.node.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PlacementTest {
    private final Random random = new Random(7);
    private final Placement placement = new Placement(random::nextDouble);

    @Test
    void eachIsChosenInProportionToItsShare() {
        Map<Integer, Integer> chosen = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            chosen.merge(placement.choose(List.of(1, 3, 6), share -> share).orElseThrow(), 1, Integer::sum);
        }

        assertThat(chosen.get(1)).isBetween(900, 1_100);
        assertThat(chosen.get(3)).isBetween(2_850, 3_150);
        assertThat(chosen.get(6)).isBetween(5_850, 6_150);
    }

    @Test
    void whatHasNoShareIsNeverChosen() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(placement.choose(
                            List.of("a", "b", "c"), one -> one.equals("b") ? 1e-9 : one.equals("a") ? 0 : -5))
                    .contains("b");
        }
        assertThat(placement.choose(List.of("a", "b"), one -> 0)).isEmpty();
        assertThat(placement.choose(List.<String>of(), one -> 1)).isEmpty();
    }

    @Test
    void chanceNextToOneGivesTheLastThatHasAShare() {
        Placement last = new Placement(() -> Math.nextDown(1.0));

        assertThat(last.choose(List.of("a", "b", "c"), one -> one.equals("c") ? 0 : 0.1))
                .contains("b");
    }
}
