package dev.cistern.bench.farend;

import dev.cistern.bench.trial.Trial;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A far end that runs. Usable from all threads; it ends with this process, or when it is closed. */
public final class FarEnd implements AutoCloseable {
    private static final int POLL_MILLIS = 2;

    private final Process process;
    private final BufferedReader from;
    private final Writer to;
    private final int port;

    private FarEnd(Process process, FarEndOptions options) throws IOException {
        this.process = process;
        this.from = process.inputReader(StandardCharsets.UTF_8);
        this.to = process.outputWriter(StandardCharsets.UTF_8);
        this.port = ask(options.toJson()).getInteger("port");
    }

    /** Starts one and closes it with the trial. */
    public static FarEnd start(Trial trial, FarEndOptions options) throws IOException {
        List<String> command = new ArrayList<>(options.prefix());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path"), FarEndServer.class.getName()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            return trial.keep(new FarEnd(process, options));
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** Changes its manners; when this returns they hold. */
    public void behave(Manners manners) throws IOException {
        JsonObject done = ask(new JsonObject().put("manners", manners.toJson()));
        expect(done, "ok");
    }

    public Seen seen() throws IOException {
        return Seen.of(ask(new JsonObject().put("tell", "seen")));
    }

    /** The connections that have ended since the start, in that order. */
    public List<Life> lives() throws IOException {
        List<Life> lives = new ArrayList<>();
        for (Object each : ask(new JsonObject().put("tell", "lives")).getJsonArray("lives")) {
            JsonArray life = (JsonArray) each;
            lives.add(new Life(life.getLong(0), life.getLong(1), life.getLong(2), life.getBoolean(3)));
        }
        return lives;
    }

    /** Answers the oldest requests that are held, so many of them. */
    public void release(int most) throws IOException {
        JsonObject done = ask(new JsonObject().put("release", most));
        expect(done, "ok");
    }

    /** Waits until it has seen what is expected; false when it has not within so many seconds. */
    public boolean await(Predicate<Seen> expected, int seconds) throws IOException, InterruptedException {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        while (!expected.test(seen())) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            Thread.sleep(POLL_MILLIS);
        }
        return true;
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    private synchronized JsonObject ask(JsonObject question) throws IOException {
        to.write(question.encode() + "\n");
        to.flush();
        String answer = from.readLine();
        if (answer == null) {
            throw new IOException("the far end is gone");
        }
        return new JsonObject(answer);
    }

    private static void expect(JsonObject answer, String name) throws IOException {
        if (!answer.containsKey(name)) {
            throw new IOException("the far end said " + answer.encode());
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
