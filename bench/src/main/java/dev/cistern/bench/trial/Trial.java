package dev.cistern.bench.trial;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.FormatMethod;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * One run of a command. It keeps what must be closed at the end, also when the run is broken off, and what was found.
 * Usable from all threads.
 */
public final class Trial implements AutoCloseable {
    private static final int SEEN_CHARS_MAX = 100;

    private final String name;
    private final long seed;
    private final PrintWriter out;
    private final Path folder;
    private final long startNanos = System.nanoTime();
    private final Deque<AutoCloseable> kept = new ArrayDeque<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<Table> shown = new ArrayList<>();
    private String prefix = "";

    /** Makes a scratch folder below {@code parent}, which exists. */
    public Trial(String name, long seed, Path parent, PrintWriter out) {
        this.name = name;
        this.seed = seed;
        this.out = out;
        try {
            this.folder = Files.createTempDirectory(parent, "cistern-" + name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException("no scratch folder can be made below " + parent, e);
        }
    }

    public long seed() {
        return seed;
    }

    /** Chance of its own for each purpose, the same in each run with this seed. */
    public SplittableRandom random(String purpose) {
        return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + purpose.hashCode());
    }

    /** The scratch folder, removed at the end. */
    public Path folder() {
        return folder;
    }

    /** A new folder below the scratch folder. */
    public Path newFolder(String child) throws IOException {
        return Files.createDirectories(folder.resolve(child));
    }

    /** Prints a line of progress. */
    @FormatMethod
    public void say(String format, Object... args) {
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        synchronized (out) {
            out.printf(Locale.ROOT, "[%6.1f s] %s%n", seconds, String.format(Locale.ROOT, format, args));
            out.flush();
        }
    }

    /** Prints text as it is. */
    public void print(String text) {
        synchronized (out) {
            out.println(text);
            out.flush();
        }
    }

    /** Closes it at the end, the latest first. */
    @CanIgnoreReturnValue
    public synchronized <T extends AutoCloseable> T keep(T resource) {
        kept.push(resource);
        return resource;
    }

    /** Records whether a fact holds, with what was seen. */
    @CanIgnoreReturnValue
    public boolean check(String fact, boolean holds, String seen) {
        add(new Finding(fact, holds ? Outcome.HOLDS : Outcome.FAILS, onOneLine(seen)));
        return holds;
    }

    /** Records a fact that could not be tried here. Loud, and no failure. */
    public void skip(String fact, String why) {
        add(new Finding(fact, Outcome.SKIPPED, why));
    }

    /** Prints a table and keeps it for {@link #shown}. */
    public void show(Table table) {
        synchronized (this) {
            shown.add(table);
        }
        print("");
        print(table.aligned());
    }

    /** The tables shown so far. */
    public synchronized List<Table> shown() {
        return List.copyOf(shown);
    }

    /** What was found so far. */
    public synchronized List<Finding> findings() {
        return List.copyOf(findings);
    }

    /** What follows is a part of the trial; its name goes before its facts. */
    public synchronized void beginPart(String part) {
        prefix = part + ": ";
    }

    /** Prints what was found, the verdict last. */
    public boolean conclude() {
        List<Finding> all;
        synchronized (this) {
            all = List.copyOf(findings);
        }
        Table table = new Table("", "fact", "seen");
        all.forEach(finding -> table.add(finding.outcome().sign, finding.fact(), shortened(finding.seen())));
        print("");
        print(table.aligned());
        long failed = all.stream().filter(f -> f.outcome() == Outcome.FAILS).count();
        long skipped = all.stream().filter(f -> f.outcome() == Outcome.SKIPPED).count();
        boolean passed = failed == 0 && all.size() > skipped;
        print(String.format(
                Locale.ROOT,
                "%s: %s %d facts hold, %d fail, %d skipped; seed %d",
                name,
                passed ? "PASS" : "FAIL",
                all.size() - failed - skipped,
                failed,
                skipped,
                seed));
        return passed;
    }

    private static String onOneLine(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    /** The whole of it was printed when it was found. */
    private static String shortened(String seen) {
        return seen.length() <= SEEN_CHARS_MAX ? seen : seen.substring(0, SEEN_CHARS_MAX - 1) + "…";
    }

    private void add(Finding found) {
        Finding finding;
        synchronized (this) {
            finding = new Finding(prefix + found.fact(), found.outcome(), found.seen());
            findings.add(finding);
        }
        say("%s %s: %s", finding.outcome().sign, finding.fact(), finding.seen());
    }

    @Override
    public void close() {
        closeKept();
        removeFolder();
    }

    /** Closes what was kept so far, the latest first. */
    public void closeKept() {
        while (true) {
            AutoCloseable resource;
            synchronized (this) {
                resource = kept.poll();
            }
            if (resource == null) {
                break;
            }
            try {
                resource.close();
            } catch (Exception e) {
                say("could not clean up: %s", e);
            }
        }
    }

    private void removeFolder() {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            say("could not remove %s: %s", folder, e);
        }
    }

    /** What came of looking at a fact. */
    public enum Outcome {
        HOLDS("ok"),
        FAILS("FAIL"),
        SKIPPED("SKIP");

        private final String sign;

        Outcome(String sign) {
            this.sign = sign;
        }

        /** Short, for a table. */
        @Override
        public String toString() {
            return sign;
        }
    }

    /** A fact, and what was seen of it. */
    public record Finding(String fact, Outcome outcome, String seen) {}
}
