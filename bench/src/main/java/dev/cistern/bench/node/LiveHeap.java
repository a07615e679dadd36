package dev.cistern.bench.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is alive on the heap of a JVM after full collections, by class.
 *
 * @param bytes of all
 * @param byClass bytes of the instances of each class
 */
public record LiveHeap(long bytes, Map<String, Long> byClass) {
    /** What is only reachable through finalizers or cleaners goes with the second collection. */
    private static final int COLLECTIONS = 2;

    private static final Pattern ROW = Pattern.compile("(?m)^\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+)");
    private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+(\\d+)\\s+(\\d+)");

    /** Copies the map. */
    public LiveHeap {
        byClass = Map.copyOf(byClass);
    }

    /** Collects and counts. */
    public static LiveHeap of(long pid) throws IOException, InterruptedException {
        String text = "";
        for (int i = 0; i < COLLECTIONS; i++) {
            Process jcmd = new ProcessBuilder("jcmd", Long.toString(pid), "GC.class_histogram")
                    .redirectErrorStream(true)
                    .start();
            text = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (jcmd.waitFor() != 0) {
                throw new IOException("jcmd failed: " + text.strip());
            }
        }
        Matcher total = TOTAL.matcher(text);
        if (!total.find()) {
            throw new IOException("jcmd printed no total");
        }
        Map<String, Long> byClass = new HashMap<>();
        Matcher row = ROW.matcher(text);
        while (row.find()) {
            byClass.merge(row.group(3), Long.valueOf(row.group(2)), Long::sum);
        }
        return new LiveHeap(Long.parseLong(total.group(2)), byClass);
    }

    /** Where the bytes are that came since, for each of so many things; the largest first, one line each. */
    public List<String> growthSince(LiveHeap before, int things, int most) {
        Map<String, Long> growth = new HashMap<>(byClass);
        before.byClass.forEach((name, bytes) -> growth.merge(name, -bytes, Long::sum));
        List<String> lines = new ArrayList<>();
        growth.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(most)
                .forEach(entry -> lines.add(
                        String.format(Locale.ROOT, "%8.1f  %s", (double) entry.getValue() / things, entry.getKey())));
        return lines;
    }
}
