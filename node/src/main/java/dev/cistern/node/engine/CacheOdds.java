package dev.cistern.node.engine;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether it pays to ask a cache first. Asking in vain costs about as much as an answer saves, so it pays while at least half of the
 * last hundred or so had one; when fewer had, one question in {@value #SAMPLE} still asks, to see when that changes. Used by any thread.
 */
final class CacheOdds {
    static final int SAMPLE = 32;
    private static final int ALL = 1 << 16;
    /** Each question counts for 1/64 of the estimate. */
    private static final int SHIFT = 6;

    /** Threads that meet lose a count: it is an estimate. */
    private final AtomicInteger share = new AtomicInteger(ALL);

    boolean isWorthAsking() {
        return share.getPlain() >= ALL / 2 || ThreadLocalRandom.current().nextInt(SAMPLE) == 0;
    }

    void asked(boolean answered) {
        int before = share.getPlain();
        share.setPlain(before + ((answered ? ALL - before : -before) >> SHIFT));
    }
}
