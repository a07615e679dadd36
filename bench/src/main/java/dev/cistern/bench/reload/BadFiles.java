package dev.cistern.bench.reload;

import dev.cistern.bench.node.AdminClient;
import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.node.RepositoryRoot;
import dev.cistern.bench.trial.Trial;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Files that cannot be used: nothing may change, and everyone who asks must learn what is wrong, and where. */
final class BadFiles {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int COMMAND_SECONDS = 30;

    private static final List<BadFile> ALL = List.of(
            new BadFile("a malformed file", "net:\n  http:\n    server_idle_time: [2s\n   x: }\n", "", ""),
            new BadFile(
                    "an unknown key",
                    "net:\n  http:\n    server_idle_tme: 2s\n",
                    "net.http.server_idle_tme",
                    "net.http.server_idle_time"),
            new BadFile(
                    "0 where it is refused",
                    "transport:\n  idle_timeout_ms: 0\n",
                    "transport.idle_timeout_ms",
                    "value must be greater than zero"),
            new BadFile(
                    "a time below its range",
                    "net:\n  http:\n    server_idle_time: 1ms\n",
                    "net.http.server_idle_time",
                    "1ms"));

    private final Trial trial;
    private final NodeProcess node;
    private final AdminClient admin;
    private final Path folder;

    BadFiles(Trial trial, NodeProcess node, Path folder) {
        this.trial = trial;
        this.node = node;
        this.admin = new AdminClient(node.address());
        this.folder = folder;
    }

    void run() throws IOException, InterruptedException {
        for (BadFile bad : ALL) {
            tell(bad);
        }
    }

    private void tell(BadFile bad) throws IOException, InterruptedException {
        Map<String, String> before = admin.effective("");
        Map<String, Double> figures = admin.metrics();
        int logged = node.log().length();
        EditStyle.CONFIG_MAP.write(folder, bad.text());
        boolean noticed = awaitProblems(true);
        JsonArray problems = admin.problems();
        trial.check(bad.name() + ": the API says what is wrong", noticed && explains(bad, problems), problems.encode());
        trial.check(
                bad.name() + ": nothing changes",
                before.equals(admin.effective("")),
                before.size() + " values as before");
        String news = node.log().substring(logged);
        trial.check(
                bad.name() + ": the log says what is wrong",
                news.contains(EditStyle.CONFIG_MAP.fileName()) && news.contains(bad.key()) && news.contains(bad.says()),
                lineWith(news));
        String counted = risen(figures, admin.metrics());
        trial.check(bad.name() + ": a metric counts it", !counted.isEmpty(), counted);
        String shown = command();
        trial.check(
                bad.name() + ": the command says what is wrong",
                shown.contains(EditStyle.CONFIG_MAP.fileName()) && shown.contains(bad.key()),
                lineWith(shown));
        EditStyle.CONFIG_MAP.write(folder, ServerValues.BASE.yaml());
        trial.check(
                bad.name() + ": mended, it is forgotten",
                awaitProblems(false),
                admin.problems().encode());
    }

    private boolean awaitProblems(boolean some) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (admin.problems().isEmpty() == some) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(20);
        }
        return true;
    }

    /** File and line, key and value, and what would be right. */
    private static boolean explains(BadFile bad, JsonArray problems) {
        return problems.stream().map(JsonObject.class::cast).anyMatch(problem -> {
            String source = problem.getString("source", "");
            String key = problem.getString("key");
            boolean placed = source.matches(".*" + EditStyle.CONFIG_MAP.fileName() + ":\\d+.*");
            boolean named = bad.key().isEmpty() || bad.key().equals(key);
            return placed && named && problem.encode().contains(bad.says());
        });
    }

    private static String risen(Map<String, Double> before, Map<String, Double> after) {
        return after.entrySet().stream()
                .filter(sample ->
                        sample.getKey().contains("settings") || sample.getKey().contains("config"))
                .filter(sample -> sample.getValue() > before.getOrDefault(sample.getKey(), 0.0))
                .filter(sample -> !sample.getKey().contains("seconds"))
                .map(sample -> sample.getKey() + " " + sample.getValue())
                .reduce((a, b) -> a + ", " + b)
                .orElse("");
    }

    private String command() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        RepositoryRoot.path().resolve("cistern").toString(),
                        "config",
                        "cluster",
                        "net.http",
                        "--endpoint",
                        "http://127.0.0.1:" + node.address().getPort())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return output;
    }

    private static String lineWith(String text) {
        return text.lines()
                .filter(line -> line.contains(EditStyle.CONFIG_MAP.fileName()))
                .findFirst()
                .orElse("no line names " + EditStyle.CONFIG_MAP.fileName());
    }

    /**
     * A file that must be refused.
     *
     * @param key the key to be named; empty where the text as a whole is unreadable
     * @param says what the explanation must contain
     */
    private record BadFile(String name, String text, String key, String says) {}
}
