package dev.cistern.node.copies;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class UndoneTest {
    private static final int ALL = 1_000;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final Undone undone = new Undone(Duration.ofSeconds(5), Duration.ofSeconds(30), nanos::get);

    private void pass(long seconds) {
        long unused = nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    @Test
    void eachTryWaitsTwiceAsLongAsTheOneBeforeUpToTheLongestTime() {
        for (long wait : new long[] {5, 10, 20, 30, 30}) {
            undone.postpone(7);
            pass(wait - 1);
            assertThat(undone.due(ALL)).as("before %d s", wait).isEmpty();
            pass(1);
            assertThat(undone.due(ALL)).as("after %d s", wait).containsExactly(7L);
        }
    }

    @Test
    void whatIsForgottenBeginsAnewWhenItIsPostponedAgain() {
        undone.postpone(7);
        undone.postpone(7);
        undone.forget(7);
        undone.postpone(7);
        pass(5);

        assertThat(undone.due(ALL)).containsExactly(7L);
    }

    @Test
    void noMoreAreDueAtOnceThanAskedFor() {
        for (int blob = 0; blob < 10; blob++) {
            undone.postpone(blob);
        }
        pass(5);

        assertThat(undone.due(3)).containsExactly(0L, 1L, 2L);
    }

    @Test
    void itRemembersNoMoreThanFit() {
        for (int blob = 0; blob < 20_000; blob++) {
            undone.postpone(blob);
        }

        assertThat(undone.count()).isEqualTo(10_000);
    }
}
