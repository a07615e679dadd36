package dev.cistern.bench.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What the kernel says of a process' memory, in bytes.
 *
 * @param resident in memory now
 * @param peak the most that was ever resident
 * @param anonymous of the resident: heap, stacks, buffers
 * @param file of the resident: mapped files
 */
public record ProcessFigures(long resident, long peak, long anonymous, long file) {
    /** Linux reports times in 1/100 s to programs, whatever the kernel counts in. */
    private static final long TICK_MILLIS = 10;

    /** Reads {@code /proc/PID/status}. */
    public static ProcessFigures of(long pid) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"));
        return new ProcessFigures(
                bytes(lines, "VmRSS:"), bytes(lines, "VmHWM:"), bytes(lines, "RssAnon:"), bytes(lines, "RssFile:"));
    }

    /** Processor time so far, user and system, with that of its children that ended. */
    public static Duration cpu(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = 0;
        for (int field = 11; field <= 14; field++) {
            ticks += Long.parseLong(afterName[field]);
        }
        return Duration.ofMillis(ticks * TICK_MILLIS);
    }

    private static long bytes(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                .findFirst()
                .orElse(0);
    }

    /** Short form for people. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d MB resident (%d anonymous, %d file), peak %d",
                resident / 1_000_000,
                anonymous / 1_000_000,
                file / 1_000_000,
                peak / 1_000_000);
    }
}
