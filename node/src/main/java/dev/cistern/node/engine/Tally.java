package dev.cistern.node.engine;

import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** What the engine counts; written by any thread. {@link EngineFigures} says what each means. */
final class Tally {
    final LongAdder objectsWritten = new LongAdder();
    final LongAdder objectsRead = new LongAdder();
    final LongAdder objectsDeleted = new LongAdder();
    final LongAdder bytesWritten = new LongAdder();
    final LongAdder bytesRead = new LongAdder();
    final LongAdder commits = new LongAdder();
    final LongAdder commitRounds = new LongAdder();
    final LongAccumulator largestRound = new LongAccumulator(Math::max, 0);
    final LongAdder corruptFound = new LongAdder();
    final LongAdder orphansRemoved = new LongAdder();
}
