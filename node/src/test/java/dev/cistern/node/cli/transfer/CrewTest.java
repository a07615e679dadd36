package dev.cistern.node.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cistern.node.cli.remote.NodeException;
import dev.cistern.node.cli.remote.NodeException.Kind;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class CrewTest {
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger ran = new AtomicInteger();

    @Test
    void failureOfOneDoesNotStopTheOthers() {
        try (Crew crew = new Crew(2, (name, why) -> failures.add(name + ": " + why))) {
            for (int i = 0; i < 100; i++) {
                boolean fails = i == 50;
                crew.run("task " + i, () -> {
                    if (fails) {
                        throw new LocalFailure("no");
                    }
                    ran.incrementAndGet();
                });
            }
            crew.await();
        }

        assertThat(ran).hasValue(99);
        assertThat(failures).containsExactly("task 50: no");
    }

    @Test
    void unreachableNodeEndsTheRun() {
        try (Crew crew = new Crew(1, (name, why) -> failures.add(name))) {
            crew.run("first", () -> {
                throw new NodeException(Kind.UNREACHABLE, "gone");
            });
            assertThatExceptionOfType(NodeException.class)
                    .isThrownBy(() -> {
                        crew.await();
                        crew.run("second", ran::incrementAndGet);
                    })
                    .withMessage("gone");
        }

        assertThat(ran).hasValue(0);
        assertThat(failures).containsExactly("first");
    }
}
