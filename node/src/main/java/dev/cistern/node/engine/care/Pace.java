package dev.cistern.node.engine.care;

import java.util.concurrent.TimeUnit;

/** So many bytes a second; what was not used for more than a quarter of one is lost. Confined to one thread. */
final class Pace {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private long freeAt;

    Pace(long nowNanos) {
        this.freeAt = nowNanos;
    }

    /** How long to wait, in nanoseconds, after so many bytes were read. */
    long after(long bytes, long bytesPerSecond, long nowNanos) {
        freeAt = Math.max(freeAt, nowNanos - SECOND / 4)
                + (long) ((double) bytes / Math.max(1, bytesPerSecond) * SECOND);
        return Math.max(0, freeAt - nowNanos);
    }
}
