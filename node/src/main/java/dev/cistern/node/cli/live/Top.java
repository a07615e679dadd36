package dev.cistern.node.cli.live;

import dev.cistern.node.cli.remote.NodeException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks at a node again and again and shows it, until a key ends it. Confined to one thread. */
public final class Top {
    private static final int CTRL_C = 3;
    private static final int CTRL_D = 4;

    private final Supplier<Look> node;
    private final Display display;
    private Screen screen;
    private @Nullable Look before;
    private @Nullable String trouble;

    public Top(String endpoint, Supplier<Look> node, Display display) {
        this.node = node;
        this.display = display;
        this.screen = new Screen(endpoint, 0, Screen.Mode.RUNNING);
    }

    /**
     * Runs until somebody quits.
     *
     * @param everyMillis from look to look
     * @param looks after so many it ends by itself
     * @throws NodeException where the node does not answer the first look; later it is tried again
     */
    public void run(long everyMillis, long looks) throws InterruptedException {
        Look now = node.get();
        for (long looked = 1; ; looked++) {
            Since since = new Since(before, now);
            if (!shown(since, everyMillis, looked >= looks)) {
                return;
            }
            Look next = next();
            if (next != null) {
                before = now;
                now = next;
            }
        }
    }

    /** Until it is time for the next look; false when it is over. */
    private boolean shown(Since since, long everyMillis, boolean last) throws InterruptedException {
        display.show(screen.frame(since, display.size(), trouble));
        if (last) {
            return false;
        }
        long until = System.nanoTime() + everyMillis * 1_000_000;
        long left = everyMillis;
        while (left > 0 || screen.mode() == Screen.Mode.PAUSED) {
            int key = display.key(Math.max(1, screen.mode() == Screen.Mode.PAUSED ? everyMillis : left));
            if (key == 'q' || key == 'Q' || key == CTRL_C || key == CTRL_D) {
                return false;
            }
            screen = screen.pressed(key);
            left = (until - System.nanoTime()) / 1_000_000;
            if (key != Display.NONE || left > 0) {
                display.show(screen.frame(since, display.size(), trouble));
            }
        }
        return true;
    }

    private @Nullable Look next() {
        try {
            Look next = node.get();
            trouble = null;
            return next;
        } catch (NodeException e) {
            trouble = " ! no newer figures: " + e.getMessage();
            return null;
        }
    }
}
