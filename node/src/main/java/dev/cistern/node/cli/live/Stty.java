package dev.cistern.node.cli.live;

import dev.cistern.node.cli.live.Screen.Size;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program {@code stty}, on the terminal that this process reads. */
public final class Stty {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,4}) (\\d{1,4})");
    private static final long LONGEST_SECONDS = 2;

    private Stty() {}

    /** What it printed; empty where it is missing, failed or hung. */
    static Optional<String> run(String... arguments) {
        List<String> command = new ArrayList<>(List.of("stty"));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(Redirect.INHERIT)
                    .redirectError(Redirect.DISCARD)
                    .start();
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.empty();
            }
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.exitValue() == 0 ? Optional.of(printed.strip()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Of the terminal; empty where it is not known. */
    public static Optional<Size> size() {
        return run("size").map(SIZE::matcher).filter(Matcher::matches).map(found -> {
            int rows = Integer.parseInt(found.group(1));
            int columns = Integer.parseInt(found.group(2));
            return new Size(rows == 0 ? 24 : rows, columns == 0 ? 80 : columns);
        });
    }
}
