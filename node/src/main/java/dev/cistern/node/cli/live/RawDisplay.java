package dev.cistern.node.cli.live;

import dev.cistern.node.cli.live.Screen.Size;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The whole terminal, on its second screen, giving single keys. {@code stty} does what Java cannot. The terminal is put back
 * by {@link #close}, and when the process ends in any way that it can notice.
 */
public final class RawDisplay implements Display {
    private static final String ENTER = "\u001b[?1049h\u001b[?25l\u001b[?7l";
    private static final String LEAVE = "\u001b[?7h\u001b[?25h\u001b[?1049l";
    private static final String HOME = "\u001b[H";
    private static final String REST_OF_LINE = "\u001b[K";
    private static final String REST_OF_SCREEN = "\u001b[J";
    private static final long SIZE_EVERY_NANOS = 1_000_000_000L;

    private final InputStream in;
    private final PrintStream out;
    private final boolean colours;
    private final String before;
    private final Thread atExit = new Thread(this::restore, "terminal");
    private final AtomicBoolean restored = new AtomicBoolean();
    private Size size;
    private long sizeReadAt = System.nanoTime();

    private RawDisplay(InputStream in, PrintStream out, boolean colours, String before) {
        this.in = in;
        this.out = out;
        this.colours = colours;
        this.before = before;
        this.size = Stty.size().orElse(new Size(24, 80));
    }

    /** Takes the terminal; empty where {@code stty} is missing or will not do it. */
    public static Optional<RawDisplay> open(InputStream in, PrintStream out, boolean colours) {
        Optional<String> before = Stty.run("-g");
        if (before.isEmpty()) {
            return Optional.empty();
        }
        RawDisplay display = new RawDisplay(in, out, colours, before.get());
        Runtime.getRuntime().addShutdownHook(display.atExit);
        // A read returns after a tenth of a second without a key; Ctrl-C stays a signal.
        if (Stty.run("-icanon", "-echo", "min", "0", "time", "1").isEmpty()) {
            display.close();
            return Optional.empty();
        }
        out.print(ENTER);
        out.flush();
        return Optional.of(display);
    }

    @Override
    public Size size() {
        return size;
    }

    @Override
    public void show(List<Line> frame) {
        StringBuilder text = new StringBuilder(HOME);
        for (int at = 0; at < frame.size(); at++) {
            Line line = frame.get(at);
            text.append(at == 0 ? "" : "\r\n").append(colours ? line.coloured() : line.text());
            text.append(REST_OF_LINE);
        }
        out.print(text.append(REST_OF_SCREEN));
        out.flush();
    }

    @Override
    public int key(long millis) {
        long until = System.nanoTime() + millis * 1_000_000;
        do {
            int key = read();
            if (key >= 0 || resized()) {
                return key;
            }
        } while (System.nanoTime() - until < 0);
        return NONE;
    }

    private int read() {
        try {
            return in.read();
        } catch (IOException e) {
            throw new IllegalStateException("the terminal cannot be read", e);
        }
    }

    private boolean resized() {
        long now = System.nanoTime();
        if (now - sizeReadAt < SIZE_EVERY_NANOS) {
            return false;
        }
        sizeReadAt = now;
        Size read = Stty.size().orElse(size);
        boolean changed = !read.equals(size);
        size = read;
        return changed;
    }

    private void restore() {
        if (restored.compareAndSet(false, true)) {
            out.print(LEAVE);
            out.flush();
            var unused = Stty.run(before);
        }
    }

    @Override
    public void close() {
        restore();
        try {
            var unused = Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The process is ending, and the hook does the same.
            restored.set(true);
        }
    }
}
