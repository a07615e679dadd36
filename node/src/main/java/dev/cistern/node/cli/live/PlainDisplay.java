package dev.cistern.node.cli.live;

import dev.cistern.node.cli.live.Screen.Size;
import java.io.PrintStream;
import java.util.List;

/** Prints frame after frame; for files, pipes, and terminals that cannot be told to give single keys. */
public final class PlainDisplay implements Display {
    private static final Size ROOM = new Size(Integer.MAX_VALUE, 120);

    private final PrintStream out;

    public PlainDisplay(PrintStream out) {
        this.out = out;
    }

    @Override
    public Size size() {
        return ROOM;
    }

    @Override
    public void show(List<Line> frame) {
        frame.forEach(line -> out.println(line.text().stripTrailing()));
        out.println();
        out.flush();
    }

    @Override
    public int key(long millis) throws InterruptedException {
        Thread.sleep(millis);
        return NONE;
    }

    @Override
    public void close() {
        out.flush();
    }
}
