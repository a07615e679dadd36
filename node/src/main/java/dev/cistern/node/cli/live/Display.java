package dev.cistern.node.cli.live;

import dev.cistern.node.cli.live.Screen.Size;
import java.util.List;

/** Where frames are shown and keys come from. Confined to one thread, but for {@link #close}. */
public interface Display extends AutoCloseable {
    /** No key was pressed in time. */
    int NONE = -1;

    Size size();

    void show(List<Line> frame);

    /**
     * Waits for a key, or for the terminal to change its size.
     *
     * @return {@link #NONE} when neither happened in that time, or the size changed
     */
    int key(long millis) throws InterruptedException;

    /** Leaves the terminal as it was; may be called twice and by any thread. */
    @Override
    void close();
}
