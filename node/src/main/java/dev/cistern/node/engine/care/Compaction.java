package dev.cistern.node.engine.care;

import dev.cistern.node.engine.record.RecordFiles;
import dev.cistern.node.engine.record.RecordFiles.Stretch;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Writes the records anew, stretch by stretch, without what was overwritten or deleted. Stops where the disk has no room for that.
 * Used once, on the thread of its work.
 */
final class Compaction implements Work.Task {
    private final Stored stored;
    private final Work work;
    private final Supplier<SpaceFigures> space;
    private final Figures figures;

    /** What it has come to. */
    record Figures(AtomicLong bytesBefore, AtomicLong bytesAfter, AtomicLong stretches, AtomicLong ofStretches) {
        Figures() {
            this(new AtomicLong(), new AtomicLong(), new AtomicLong(), new AtomicLong());
        }
    }

    Compaction(Stored stored, Work work, Supplier<SpaceFigures> space, Figures figures) {
        this.stored = stored;
        this.work = work;
        this.space = space;
        this.figures = figures;
    }

    @Override
    public void run() throws InterruptedException {
        RecordFiles files = new RecordFiles(stored.records());
        stored.records().flush();
        long before = files.space().fileBytes();
        List<Stretch> stretches = files.stretches();
        figures.bytesBefore.set(before);
        figures.bytesAfter.set(before);
        figures.ofStretches.set(stretches.size());
        work.expects(before);
        long each = stretches.isEmpty() ? 0 : before / stretches.size();
        for (Stretch stretch : stretches) {
            if (!work.goesOn()) {
                return;
            }
            requireRoom();
            files.compact(stretch);
            figures.stretches.incrementAndGet();
            figures.bytesAfter.set(files.space().fileBytes());
            work.did(each);
        }
    }

    /** What is written anew takes room before what it replaces has gone. */
    private void requireRoom() {
        SpaceFigures now = space.get();
        if (now.state().compareTo(SpaceState.FULL) >= 0) {
            throw new StoreException(
                    Code.NO_SPACE,
                    "the disk has " + now.free() + " bytes free, and store.free_min keeps " + now.min()
                            + ": delete something, or make room beside, and compact again");
        }
    }
}
