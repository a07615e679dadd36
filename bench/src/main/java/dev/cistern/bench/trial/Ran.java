package dev.cistern.bench.trial;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * A program that was run to its end.
 *
 * @param status 0 where it did what it was to do
 * @param said what it printed, on either stream
 */
public record Ran(int status, String said) {
    /** Runs one; fails where it cannot be started, or has not ended, and closed what it prints to, after so long. It is killed then. */
    public static Ran within(Duration limit, List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.copyOf(command)).redirectErrorStream(true);
        builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            CompletableFuture<String> said = CompletableFuture.supplyAsync(() -> readAll(process));
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(String.join(" ", command) + " did not end within " + limit.toSeconds() + " s");
            }
            return new Ran(
                    process.exitValue(),
                    said.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).join());
        } catch (CompletionException e) {
            throw new IOException("what " + command.get(0) + " said could not be read", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String readAll(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    /** What it said; fails with that where it failed. */
    public String orThrow(List<String> command) throws IOException {
        if (status != 0) {
            throw new IOException(String.join(" ", command) + ": " + said.strip());
        }
        return said;
    }
}
