package dev.cistern.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class AnswerTimesTest {
    private final AtomicLong millis = new AtomicLong(5_000);
    private final AnswerTimes times = new AnswerTimes(List.of("a", "b"), () -> millis.get() * 1_000_000);

    @Test
    void theLongestTimeBetweenTwoSuccessesIsTheGap() {
        after(10);
        times.succeeded("a");
        after(70);
        times.succeeded("a");
        after(20);
        times.succeeded("a");

        assertThat(times.longestGap(List.of("a"))).isEqualTo(Duration.ofMillis(70));
    }

    @Test
    void aGapThatHasNotEndedCounts() {
        times.succeeded("a");
        after(300);

        assertThat(times.longestGap(List.of("a"))).isEqualTo(Duration.ofMillis(300));
    }

    @Test
    void successesOfOneNodeDoNotHideTheGapOfAnother() {
        after(400);
        times.succeeded("a");
        times.succeeded("b");
        after(50);
        times.succeeded("a");
        after(50);
        times.restart();
        after(80);
        times.succeeded("a");
        after(30);

        assertThat(times.longestGap(List.of("a"))).isEqualTo(Duration.ofMillis(80));
        assertThat(times.longestGap(List.of("a", "b"))).isEqualTo(Duration.ofMillis(110));
    }

    @Test
    void aRefusalEndsAWaitAndNoGap() {
        long since = millis.get() * 1_000_000;
        after(90);
        times.waited("b", since);

        assertThat(times.longestWait(List.of("a", "b"))).isEqualTo(Duration.ofMillis(90));
        assertThat(times.longestGap(List.of("b"))).isEqualTo(Duration.ofMillis(90));
    }

    private void after(long more) {
        millis.addAndGet(more);
    }
}
