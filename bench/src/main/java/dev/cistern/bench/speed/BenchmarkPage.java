package dev.cistern.bench.speed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code docs/benchmarks.md}: one section for each command, written by that command alone. */
public final class BenchmarkPage {
    private static final String TITLE = """
            # Benchmarks

            Each section was written by the command it names, from what it measured in one run. Rates are medians with the
            lowest and the highest; a ratio is the node's rate over that of the yardstick measured beside it. CPU is the
            server's processor time per operation, user and system.
            """;

    private final Path file;

    public BenchmarkPage(Path file) {
        this.file = file;
    }

    /** Puts a section in the place of the one with this heading, or at the end. */
    public void write(String heading, String section) throws IOException {
        Files.createDirectories(file.resolveSibling("."));
        String page = Files.exists(file) ? Files.readString(file) : TITLE;
        Files.writeString(file, replaced(page, heading, section));
    }

    static String replaced(String page, String heading, String section) {
        String fresh = "## " + heading + "\n\n" + section.strip() + "\n";
        int start = page.indexOf("## " + heading + "\n");
        if (start < 0) {
            return page.stripTrailing() + "\n\n" + fresh;
        }
        int next = page.indexOf("\n## ", start);
        return page.substring(0, start) + fresh + (next < 0 ? "" : page.substring(next));
    }
}
