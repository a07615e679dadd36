package dev.cistern.cluster;

import java.util.concurrent.atomic.LongAdder;

/** Counts notices. Safe for all threads. */
final class NoticeTally {
    private final LongAdder sent = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final LongAdder received = new LongAdder();

    void sent() {
        sent.increment();
    }

    void lost() {
        lost.increment();
    }

    void received() {
        received.increment();
    }

    NoticeFigures read() {
        return new NoticeFigures(sent.sum(), lost.sum(), received.sum());
    }
}
