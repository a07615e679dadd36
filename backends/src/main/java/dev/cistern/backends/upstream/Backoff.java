package dev.cistern.backends.upstream;

import java.util.function.DoubleSupplier;

/** Pauses between attempts, with full jitter: anything from nothing to a bound that doubles, so that crowds spread out. */
final class Backoff {
    private static final long FIRST_NANOS = 100_000_000L;
    private static final long MOST_NANOS = 5_000_000_000L;
    private static final int MOST_DOUBLINGS = 10;

    private final DoubleSupplier chance;

    /** @param chance from 0 to less than 1; asked by any thread */
    Backoff(DoubleSupplier chance) {
        this.chance = chance;
    }

    /** @param attempts made until now, 1 or more */
    long pauseNanos(int attempts) {
        long bound = Math.min(MOST_NANOS, FIRST_NANOS << Math.min(attempts - 1, MOST_DOUBLINGS));
        return (long) (chance.getAsDouble() * bound);
    }
}
