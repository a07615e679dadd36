package dev.cistern.node.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cistern.node.cli.remote.NodeException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RetryTest {
    private final List<Duration> waits = new ArrayList<>();
    private final Retry retry =
            new Retry(6, Duration.ofMillis(100), Duration.ofMillis(400), new Random(42), waits::add);
    private int attempts;

    private String failing(int times, Kind kind) {
        attempts++;
        if (attempts <= times) {
            throw new NodeException(kind, "failure " + attempts);
        }
        return "done";
    }

    @Test
    void passingFailuresAreTriedAgain() {
        assertThat(retry.call(() -> failing(2, Kind.BUSY))).isEqualTo("done");
        assertThat(waits).hasSize(2);
    }

    @Test
    void lastFailureIsTold() {
        assertThatExceptionOfType(NodeException.class)
                .isThrownBy(() -> retry.call(() -> failing(99, Kind.UNREACHABLE)))
                .withMessage("failure 6");
        assertThat(attempts).isEqualTo(6);
    }

    @Test
    void whatWaitingDoesNotMendIsNotTriedAgain() {
        assertThatExceptionOfType(NodeException.class)
                .isThrownBy(() -> retry.call(() -> failing(99, Kind.REFUSED)))
                .withMessage("failure 1");
        assertThat(waits).isEmpty();
    }

    @Test
    void waitsAreRandomBelowALimitThatDoubles() {
        assertThatExceptionOfType(NodeException.class).isThrownBy(() -> retry.call(() -> failing(99, Kind.BROKEN)));

        long[] limits = {100, 200, 400, 400, 400};
        for (int i = 0; i < limits.length; i++) {
            assertThat(waits.get(i)).isBetween(Duration.ZERO, Duration.ofMillis(limits[i]));
        }
        assertThat(waits).doesNotHaveDuplicates();
    }
}
