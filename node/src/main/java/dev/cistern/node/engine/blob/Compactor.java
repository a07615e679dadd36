package dev.cistern.node.engine.blob;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after segments in the background, ten times a second, on a thread of its own: gives full ones their end, removes those that
 * hold nothing, and empties those that hold too little, at a bounded rate.
 */
public final class Compactor {
    private static final Logger LOG = LoggerFactory.getLogger(Compactor.class);
    private static final long TICK_MILLIS = 100;
    private static final long STOP_SECONDS = 30;
    private static final int TICKS_AFTER_FAILURE = 100;
    /** While the disk is full, anything that brings this much of a segment back is worth it. */
    private static final int BELOW_WHILE_TIGHT = 90;

    private static final long BYTES_WHILE_TIGHT = 64L << 20;

    private final Segments segments;
    private final Supplier<Terms> terms;
    private final Compaction compaction;
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, task -> {
        Thread made = new Thread(task, "cistern-compactor");
        made.setDaemon(true);
        return made;
    });
    private long credit; // Used by the thread alone, as the next.
    private int pause;

    /** What is to be done of it. */
    public enum Need {
        /** Nothing may be written: the disk failed. */
        NONE,
        /** At the rate that is set. */
        USUAL,
        /** Writes are refused for want of room: at once. */
        TIGHT
    }

    /**
     * How it is done; asked at each look.
     *
     * @param belowPercent segments are emptied of which less than this is alive; 0 for none
     * @param bytesPerSecond moved at most
     */
    public record Terms(int belowPercent, long bytesPerSecond, Need need) {}

    public Compactor(Segments segments, Supplier<Terms> terms) {
        this.segments = segments;
        this.terms = terms;
        this.compaction = new Compaction(segments);
    }

    public void start() {
        var unused = thread.scheduleWithFixedDelay(this::look, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Waits for what is being done. */
    public void stop() throws InterruptedException {
        thread.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
        thread.shutdown();
        if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn("compaction did not end within {} s", STOP_SECONDS);
        }
    }

    private void look() {
        Terms now = terms.get();
        if (pause > 0 || now.need == Need.NONE) {
            pause = Math.max(0, pause - 1);
            return;
        }
        try {
            look(now);
        } catch (IOException | RuntimeException e) {
            LOG.warn("compaction of segments failed; it is tried again in {} s", TICKS_AFTER_FAILURE / 10, e);
            pause = TICKS_AFTER_FAILURE;
        }
    }

    /** One look, a tenth of a second after the last. */
    void look(Terms now) throws IOException {
        segments.tend();
        if (now.need == Need.TIGHT) {
            segments.turnWasteful(100 - BELOW_WHILE_TIGHT);
            long unused = compact(BELOW_WHILE_TIGHT, BYTES_WHILE_TIGHT);
            return;
        }
        // What was not used is kept for a second, or for one blob where that takes longer.
        long most = Math.max(now.bytesPerSecond, SegmentFormat.MOST_BYTES);
        credit = Math.min(most, credit + now.bytesPerSecond * TICK_MILLIS / 1000);
        if (credit > 0) {
            credit -= compact(now.belowPercent, credit);
        }
    }

    /** Completes, in one way or the other, when what was moved until now is on the disk. */
    CompletableFuture<Void> moves() {
        return compaction.moves();
    }

    private long compact(int belowPercent, long bytes) throws IOException {
        long moved = 0;
        long last = 1;
        while (moved < bytes && last > 0) {
            last = compaction.step(belowPercent, bytes - moved);
            moved += last;
        }
        return moved;
    }
}
