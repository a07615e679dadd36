package dev.cistern.bench.kube;

import dev.cistern.bench.node.RepositoryRoot;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Asks pods as their administrator. Usable from all threads. */
final class PodVoice {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Pods pods;
    private final String token;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private PodVoice(Pods pods, String token) {
        this.pods = pods;
        this.token = token;
    }

    /** Has a token made for the holder of the keys, by the program's own command. */
    static PodVoice of(Pods pods, String pod, String accessKey, String secretKey)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                RepositoryRoot.path().resolve("cistern").toString(),
                "user",
                "token",
                "add",
                "root",
                "--json",
                "--endpoint",
                pods.url(pod)));
        builder.environment().put("CISTERN_ACCESS_KEY_ID", accessKey);
        builder.environment().put("CISTERN_SECRET_ACCESS_KEY", secretKey);
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("no token could be had: " + said);
        }
        return new PodVoice(pods, new JsonObject(said).getString("token"));
    }

    String token() {
        return token;
    }

    /** What came of asking; status 0 when there was no answer. */
    record Answer(int status, JsonObject body) {}

    Answer ask(String pod, String method, String path, String body) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(pods.url(pod) + path))
                .timeout(LIMIT)
                .header("Authorization", "Bearer " + token)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            String text = response.body().strip();
            return new Answer(response.statusCode(), text.startsWith("{") ? new JsonObject(text) : new JsonObject());
        } catch (IOException e) {
            return new Answer(0, new JsonObject().put("message", String.valueOf(e)));
        }
    }

    /** Members and their states as one pod sees them. */
    Map<String, String> states(String pod) throws InterruptedException {
        JsonArray members = ask(pod, "GET", "/v1/cluster/members", "").body().getJsonArray("members", new JsonArray());
        Map<String, String> states = new TreeMap<>();
        for (int i = 0; i < members.size(); i++) {
            states.put(
                    members.getJsonObject(i).getString("name"),
                    members.getJsonObject(i).getString("state"));
        }
        return states;
    }

    /** Whether these are all members, as each of them sees it. */
    boolean areMembers(List<String> names) throws InterruptedException {
        for (String name : names) {
            Map<String, String> states = states(name);
            if (states.size() != names.size() || !states.values().stream().allMatch("active"::equals)) {
                return false;
            }
        }
        return true;
    }

    JsonObject census(String pod) throws InterruptedException {
        return ask(pod, "GET", "/v1/cluster/census", "").body();
    }

    /** One setting as it stands, with the problems of the files. */
    JsonObject setting(String pod, String key) throws InterruptedException {
        return ask(pod, "GET", "/v1/settings?prefix=" + key, "").body();
    }

    String effective(String pod, String key) throws InterruptedException {
        JsonArray settings = setting(pod, key).getJsonArray("settings", new JsonArray());
        return settings.isEmpty() ? "none" : settings.getJsonObject(0).getString("effective");
    }
}
