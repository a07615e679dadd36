package dev.cistern.node.http;

import java.util.concurrent.atomic.AtomicLong;

/** Ids of requests: when the process began and a count, so that they are unique over restarts. Used by any thread. */
public final class RequestIds {
    private static final int RADIX = 36;

    private final AtomicLong last = new AtomicLong();
    private final String prefix;

    /** @param startMillis since the epoch */
    public RequestIds(long startMillis) {
        this.prefix = Long.toString(startMillis, RADIX) + "-";
    }

    String next() {
        return prefix + Long.toString(last.incrementAndGet(), RADIX);
    }
}
