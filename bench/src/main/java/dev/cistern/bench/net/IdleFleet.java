package dev.cistern.bench.net;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.cistern.bench.trial.Trial;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An {@link IdleFleetProgram} that runs, for one thread; it ends with this process, or when it is closed. */
final class IdleFleet implements AutoCloseable {
    private final Process process;
    private final BufferedReader from;
    private final Writer to;

    private String words = "";

    private IdleFleet(Process process) {
        this.process = process;
        this.from = process.inputReader(StandardCharsets.UTF_8);
        this.to = process.outputWriter(StandardCharsets.UTF_8);
    }

    static IdleFleet start(Trial trial, int port, Optional<Path> certificate) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                IdleFleetProgram.class.getName(),
                Integer.toString(port)));
        certificate.ifPresent(file -> command.add(file.toString()));
        return trial.keep(new IdleFleet(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start()));
    }

    /** What the pool said of itself after the last order. */
    String words() {
        return words;
    }

    long pid() {
        return process.pid();
    }

    /** Opens more; how many are idle when this returns. */
    @CanIgnoreReturnValue
    int open(int more) throws IOException {
        to.write(more + "\n");
        to.flush();
        String answer = from.readLine();
        if (answer == null) {
            throw new IOException("the process with the pooled client has ended");
        }
        words = answer.substring(answer.indexOf(' ') + 1);
        return Integer.parseInt(answer.substring(0, answer.indexOf(' ')));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
