package dev.cistern.node.cli.transfer;

import java.util.concurrent.atomic.LongAdder;

/** Counts what a run has done so far. Any number of threads may count; reading sees a recent state. */
public final class Tally {
    private final LongAdder doneFiles = new LongAdder();
    private final LongAdder skippedFiles = new LongAdder();
    private final LongAdder failedFiles = new LongAdder();
    private final LongAdder movedBytes = new LongAdder();
    private volatile Expected expected = new Expected(0, 0);

    /** What a run will have done at its end; nothing while that is not known. */
    record Expected(long files, long bytes) {}

    /** How it stands at one moment. */
    public record Count(long done, long skipped, long failed, long bytes) {}

    public void expect(long files, long bytes) {
        expected = new Expected(files, bytes);
    }

    Expected expected() {
        return expected;
    }

    public void fileDone() {
        doneFiles.increment();
    }

    public void fileSkipped() {
        skippedFiles.increment();
    }

    public void fileFailed() {
        failedFiles.increment();
    }

    /** Bytes on their way; negative for those that must go again. */
    public void bytesMoved(long bytes) {
        movedBytes.add(bytes);
    }

    public Count count() {
        return new Count(doneFiles.sum(), skippedFiles.sum(), failedFiles.sum(), movedBytes.sum());
    }
}
