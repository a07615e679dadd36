package dev.cistern.bench.net;

import dev.cistern.bench.node.RepositoryRoot;
import dev.cistern.bench.speed.Tools;
import dev.cistern.bench.trial.Trial;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The client of Go's net/http, in a process of its own. */
final class GoClient implements Rival {
    private static final List<Path> COMPILERS = List.of(Path.of("/usr/local/go/bin/go"), Path.of("/usr/bin/go"));

    private final List<String> command;
    private Optional<Process> running = Optional.empty();

    /** @param idlePerHost most idle connections kept to a host; 0 for net/http's default of 2 */
    GoClient(Path program, int port, double perSecond, int idlePerHost) {
        this.command = List.of(
                program.toString(),
                "-url=http://127.0.0.1:" + port + "/",
                "-rate=" + perSecond,
                "-idle=" + idlePerHost);
    }

    /** Builds the program; nothing where there is no Go or it does not build, which is said. */
    static Optional<Path> build(Trial trial) throws IOException, InterruptedException {
        Optional<Path> go = COMPILERS.stream().filter(Files::isExecutable).findFirst();
        if (go.isEmpty()) {
            return Optional.empty();
        }
        Path program = trial.folder().resolve("reuse-go");
        Path source = RepositoryRoot.path().resolve("bench/src/main/go/reuse");
        String said = Tools.run(
                List.of(go.get().toString(), "build", "-C", source.toString(), "-o", program.toString(), "."));
        if (!Files.isExecutable(program)) {
            trial.say("the Go client does not build: %s", said);
            return Optional.empty();
        }
        trial.say("%s", Tools.run(List.of(go.get().toString(), "version")).strip());
        return Optional.of(program);
    }

    @Override
    public Outcome send(double seconds) throws Exception {
        List<String> words = new ArrayList<>(command);
        words.add("-seconds=" + seconds);
        Process process = new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        running = Optional.of(process);
        String line = process.inputReader(StandardCharsets.UTF_8).readLine();
        if (line == null) {
            throw new IOException("the Go client ended with " + process.waitFor());
        }
        JsonObject said = new JsonObject(line);
        return new Outcome(said.getLong("good"), said.getLong("failed"), said.getDouble("p99"));
    }

    @Override
    public void close() {
        running.ifPresent(process -> process.destroyForcibly().onExit().join());
    }
}
