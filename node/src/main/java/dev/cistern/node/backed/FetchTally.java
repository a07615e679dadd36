package dev.cistern.node.backed;

import java.util.concurrent.atomic.LongAdder;

/** Counts since the start; added to by any thread. */
final class FetchTally {
    final LongAdder begun = new LongAdder();
    final LongAdder shared = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder bytes = new LongAdder();
}
