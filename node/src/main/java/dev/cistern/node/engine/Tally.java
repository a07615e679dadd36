package dev.cistern.node.engine;

import dev.cistern.node.engine.blob.SegmentFigures;
import java.util.List;
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

    /** Counts a round that is written. */
    void count(int size, List<Commit<?>> accepted) {
        commits.add(size);
        commitRounds.increment();
        largestRound.accumulate(size);
        for (Commit<?> commit : accepted) {
            if (commit instanceof PutCommit put) {
                objectsWritten.increment();
                bytesWritten.add(put.size());
            } else if (commit instanceof PartCommit part) {
                bytesWritten.add(part.size());
            } else if (commit instanceof CompleteUploadCommit) {
                objectsWritten.increment();
            } else if (commit instanceof DeleteCommit) {
                objectsDeleted.increment();
            }
        }
    }

    /** Work that waits, by who is to do it. */
    record Queues(int committer, int readers, int writers) {}

    /** What others than the tally know. */
    record Of(
            EngineFigures.Syncs syncs,
            SegmentFigures segments,
            HotFigures hot,
            RecordCacheFigures recordCache,
            boolean writable) {}

    /** All that is known now. */
    EngineFigures figures(Queues waiting, Uploads uploads, long freeBytes, Of others) {
        return new EngineFigures(
                objectsWritten.sum(),
                objectsRead.sum(),
                objectsDeleted.sum(),
                bytesWritten.sum(),
                bytesRead.sum(),
                commits.sum(),
                commitRounds.sum(),
                largestRound.get(),
                waiting.committer,
                waiting.readers,
                waiting.writers,
                corruptFound.sum(),
                orphansRemoved.sum(),
                freeBytes,
                uploads.count(),
                uploads.budget().usedBytes(),
                others.syncs,
                others.segments,
                others.hot,
                others.recordCache,
                others.writable);
    }
}
