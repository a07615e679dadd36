package dev.cistern.node.cli.transfer;

import dev.cistern.node.cli.transfer.Tally.Count;
import dev.cistern.node.cli.transfer.Tally.Expected;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What a person sees of a run: one line that is redrawn, notices above it, and a summary at the end. Draws on a terminal
 * only; notices and summary appear everywhere. Any thread may give notice.
 */
public final class ProgressBar implements AutoCloseable {
    private static final int WIDTH = 20;
    private static final int MAX_NOTICES = 20;
    private static final long REDRAW_MILLIS = 200;
    private static final String ERASE_LINE = "\r\u001b[K";

    private final Tally tally;
    private final PrintStream out;
    private final boolean draws;
    private final LongSupplier nanoTime;
    private final long startNanos;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "progress");
        thread.setDaemon(true);
        return thread;
    });
    private long notices;

    public ProgressBar(Tally tally, PrintStream out, boolean draws, LongSupplier nanoTime) {
        this.tally = tally;
        this.out = out;
        this.draws = draws;
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
    }

    /** Begins to draw. */
    public void start() {
        if (draws) {
            var unused = clock.scheduleAtFixedRate(this::draw, REDRAW_MILLIS, REDRAW_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Counts a file that could not be moved and says why. */
    public void failed(String name, String why) {
        tally.fileFailed();
        notice("failed: " + name + ": " + why);
    }

    /** Counts a file that is left out on purpose and says why. */
    public void skipped(String name, String why) {
        tally.fileSkipped();
        notice("skipped: " + name + ": " + why);
    }

    /** After twenty lines only their number is kept. */
    private synchronized void notice(String text) {
        notices++;
        if (notices <= MAX_NOTICES) {
            out.println((draws ? ERASE_LINE : "") + printable(text));
        }
    }

    /** Names come from outside and must not steer the terminal. */
    private static String printable(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) ? '\ufffd' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private synchronized void draw() {
        out.print(ERASE_LINE + line(tally.count(), tally.expected(), elapsed()));
        out.flush();
    }

    private Duration elapsed() {
        return Duration.ofNanos(nanoTime.getAsLong() - startNanos);
    }

    static String line(Count count, Expected expected, Duration elapsed) {
        long handled = count.done() + count.skipped() + count.failed();
        double bytesPerSecond = count.bytes() / Math.max(elapsed.toMillis() / 1000.0, 0.001);
        String rate = Quantities.bytes((long) bytesPerSecond) + "/s";
        if (expected.files() == 0) {
            return String.format(
                    Locale.ROOT,
                    "%s  %s  %s",
                    Quantities.count(handled, "file"),
                    Quantities.bytes(count.bytes()),
                    rate);
        }
        double part =
                expected.bytes() > 0 ? (double) count.bytes() / expected.bytes() : (double) handled / expected.files();
        double shown = Math.max(0, Math.min(part, 1));
        int filled = (int) (shown * WIDTH);
        long leftMillis = shown > 0 ? (long) (elapsed.toMillis() * (1 - shown) / shown) : 0;
        return String.format(
                Locale.ROOT,
                "[%s%s] %3.0f%%  %,d/%,d files  %s/%s  %s  %s left",
                "#".repeat(filled),
                "-".repeat(WIDTH - filled),
                shown * 100,
                handled,
                expected.files(),
                Quantities.bytes(count.bytes()),
                Quantities.bytes(expected.bytes()),
                rate,
                Quantities.time(Duration.ofMillis(leftMillis)));
    }

    /** {@code put 5,000 files, 512.0 MiB in 6.1s (83.9 MiB/s), 3 skipped, 1 failed}. */
    static String summary(String verb, Count count, Duration elapsed) {
        StringBuilder text = new StringBuilder(verb + " " + Quantities.count(count.done(), "file"));
        if (count.bytes() > 0) {
            double seconds = Math.max(elapsed.toMillis() / 1000.0, 0.001);
            text.append(", ")
                    .append(Quantities.bytes(count.bytes()))
                    .append(" in ")
                    .append(Quantities.time(elapsed))
                    .append(" (")
                    .append(Quantities.bytes((long) (count.bytes() / seconds)))
                    .append("/s)");
        }
        if (count.skipped() > 0) {
            text.append(String.format(Locale.ROOT, ", %,d skipped", count.skipped()));
        }
        if (count.failed() > 0) {
            text.append(String.format(Locale.ROOT, ", %,d failed", count.failed()));
        }
        return text.toString();
    }

    /** Ends the drawing and says what was done. */
    public synchronized void finish(String verb) {
        close();
        if (notices > MAX_NOTICES) {
            out.println("… and " + (notices - MAX_NOTICES) + " more");
        }
        out.println(summary(verb, tally.count(), elapsed()));
    }

    @Override
    public synchronized void close() {
        if (!clock.isShutdown()) {
            clock.shutdownNow();
            out.print(draws ? ERASE_LINE : "");
        }
    }
}
