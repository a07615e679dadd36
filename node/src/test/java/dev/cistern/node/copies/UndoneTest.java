package dev.cistern.node.copies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.copies.CopyCare.Look;
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
            undone.postpone(7, Look.AT_TABLES);
            pass(wait - 1);
            assertThat(undone.due(ALL)).as("before %d s", wait).isEmpty();
            pass(1);
            assertThat(undone.due(ALL)).as("after %d s", wait).containsOnlyKeys(7L);
        }
    }

    @Test
    void whatIsForgottenBeginsAnewWhenItIsPostponedAgain() {
        undone.postpone(7, Look.AT_TABLES);
        undone.postpone(7, Look.AT_TABLES);
        undone.forget(7);
        undone.postpone(7, Look.AT_TABLES);
        pass(5);

        assertThat(undone.due(ALL)).containsOnlyKeys(7L);
    }

    @Test
    void aBlobIsLookedAtAsCloselyAsItEverHadToBe() {
        undone.postpone(7, Look.AT_EVERY_BLOCK);
        undone.postpone(7, Look.AT_TABLES);
        pass(10);

        assertThat(undone.due(ALL)).containsEntry(7L, Look.AT_EVERY_BLOCK);
    }

    @Test
    void noMoreAreDueAtOnceThanAskedFor() {
        for (int blob = 0; blob < 10; blob++) {
            undone.postpone(blob, Look.AT_TABLES);
        }
        pass(5);

        assertThat(undone.due(3)).containsOnlyKeys(0L, 1L, 2L);
    }

    @Test
    void itRemembersNoMoreThanFit() {
        for (int blob = 0; blob < 20_000; blob++) {
            undone.postpone(blob, Look.AT_TABLES);
        }

        assertThat(undone.count()).isEqualTo(10_000);
    }
}
