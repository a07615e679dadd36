package dev.cistern.bench.node;

import dev.cistern.bench.http.HttpConnection;
import dev.cistern.bench.http.Request;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** A running node, started through the repository's {@code ./cistern}. Killed when closed. */
public final class NodeProcess implements AutoCloseable {
    private static final int TAIL_CHARS = 2_000;
    private static final Duration POLL = Duration.ofMillis(5);

    private final NodeLaunch launch;
    private final Process process;
    private final Path log;
    private final long startNanos;

    private NodeProcess(NodeLaunch launch, Process process, Path log, long startNanos) {
        this.launch = launch;
        this.process = process;
        this.log = log;
        this.startNanos = startNanos;
    }

    /** Starts it, without waiting for it; what it prints is appended to {@code log}. */
    public static NodeProcess start(NodeLaunch launch, Path log) throws IOException {
        File output = log.toFile();
        ProcessBuilder builder = new ProcessBuilder(launch.command())
                .directory(log.resolveSibling(".").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output));
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("CISTERN_"));
        if (!launch.jvmOptions().isEmpty()) {
            environment.put("CISTERN_JAVA_OPTS", String.join(" ", launch.jvmOptions()));
        }
        long startNanos = System.nanoTime();
        return new NodeProcess(launch, builder.start(), log, startNanos);
    }

    /** Time from the start until the node said it is ready; fails with the end of its log when it does not. */
    public Duration awaitReady(Duration limit) throws IOException, InterruptedException {
        while (true) {
            Duration waited = Duration.ofNanos(System.nanoTime() - startNanos);
            if (isReady()) {
                return waited;
            }
            if (!process.isAlive()) {
                throw new IOException("the node ended with " + process.exitValue() + " at its start: " + logTail());
            }
            if (waited.compareTo(limit) > 0) {
                throw new IOException("the node was not ready within " + limit + ": " + logTail());
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    /** Waits until it says in its log that it is ready, whatever it speaks. */
    public void awaitBanner(Duration limit) throws IOException, InterruptedException {
        while (!log().contains("Cistern is ready")) {
            if (!process.isAlive() || System.nanoTime() - startNanos > limit.toNanos()) {
                throw new IOException("the node was not ready within " + limit + ": " + logTail());
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    private boolean isReady() {
        try (HttpConnection connection = HttpConnection.open(address())) {
            return connection.exchange(Request.get("/_health/ready")).status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(launch.host(), launch.port());
    }

    public NodeLaunch launch() {
        return launch;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Sends SIGKILL and waits until it is gone. */
    public void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }

    /** Sends SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** The exit code, or nothing when it still runs after {@code limit}. */
    public OptionalInt awaitExit(Duration limit) throws InterruptedException {
        boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        return ended ? OptionalInt.of(process.exitValue()) : OptionalInt.empty();
    }

    /** All that it printed. */
    public String log() throws IOException {
        return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    }

    /** The last that it printed, on one line. */
    public String logTail() throws IOException {
        String all = log();
        return all.substring(Math.max(0, all.length() - TAIL_CHARS)).strip().replaceAll("\\s*\n\\s*", " / ");
    }

    @Override
    public void close() {
        kill();
    }
}
