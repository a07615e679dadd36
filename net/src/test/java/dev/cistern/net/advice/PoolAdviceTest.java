package dev.cistern.net.advice;

import dev.cistern.conf.Keys;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PoolAdviceTest {
    private static void show(PoolAdvice a) {
        a.loads()
                .forEach(l -> System.out.println(l.host() + " n=" + l.requests() + " λ=" + l.ratePerSecond() + " S="
                        + l.serviceTime() + " L=" + l.meanConcurrency() + " C=" + l.p999Concurrency() + " peak="
                        + l.peakConcurrency() + " g95=" + l.gap95() + " " + l.bursts()));
        System.out.println(a.verdict());
        a.settings().forEach(System.out::println);
        a.notes().forEach(System.out::println);
        System.out.println(a.now().dialsPerThousand() + " -> " + a.recommended().dialsPerThousand());
    }

    @Test
    void compiles() {
        show(PoolAdvice.of(
                Keys.BACKENDS,
                Scene.SETTINGS.withIdle(Duration.ofSeconds(6), Integer.MAX_VALUE, 8),
                new Scene()
                        .with("a", Scene.poisson(500, Duration.ofMillis(20), Duration.ofMinutes(5)))
                        .seen()));
        show(PoolAdvice.of(
                Keys.BACKENDS,
                Scene.SETTINGS,
                new Scene()
                        .with("a", Scene.poisson(500, Duration.ofMillis(20), Duration.ofMinutes(5)))
                        .seen()));
        show(PoolAdvice.of(
                Keys.BACKENDS,
                Scene.SETTINGS,
                new Scene()
                        .with("a", Scene.poisson(0.1, Duration.ofMillis(20), Duration.ofMinutes(60)))
                        .with("b", Scene.bursts(50, Duration.ofMillis(200), Duration.ofSeconds(10), 30))
                        .seen()));
        show(PoolAdvice.of(
                Keys.BACKENDS,
                Scene.SETTINGS,
                new Scene()
                        .with("a", Scene.poisson(0.1, Duration.ofMillis(20), Duration.ofMinutes(5)))
                        .seen()));
    }
}
