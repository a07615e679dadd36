package dev.cistern.node.cli.remote;

import java.time.Duration;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Tries again what fails for now, after a random part of a wait that doubles ("full jitter"), so that many clients do
 * not come back together.
 *
 * @param attempts at least 1, the first included
 * @param firstWait the longest wait before the second attempt
 * @param longestWait where doubling stops
 */
public record Retry(int attempts, Duration firstWait, Duration longestWait, RandomGenerator random, Pause pause) {

    /** Waits; false time in tests. */
    public interface Pause {
        void sleep(Duration wait) throws InterruptedException;
    }

    /** Nine attempts in some 12 seconds: long enough for a node to restart. */
    public static Retry standard() {
        return new Retry(
                9,
                Duration.ofMillis(100),
                Duration.ofSeconds(5),
                RandomGenerator.getDefault(),
                wait -> Thread.sleep(wait.toMillis()));
    }

    /** @throws NodeException the last failure, or the first that waiting does not mend */
    public <T> T call(Supplier<T> attempt) {
        for (int n = 1; ; n++) {
            try {
                return attempt.get();
            } catch (NodeException e) {
                if (!e.kind().isPassing() || n >= attempts) {
                    throw e;
                }
                rest(n);
            }
        }
    }

    private void rest(int failures) {
        long longestNanos = Math.min(longestWait.toNanos(), firstWait.toNanos() << Math.min(failures - 1, 20));
        try {
            pause.sleep(Duration.ofNanos(random.nextLong(longestNanos + 1)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NodeException(NodeException.Kind.REFUSED, "interrupted");
        }
    }
}
