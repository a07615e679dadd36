package dev.cistern.bench.cluster;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Asks nodes, with a limit, since some of them are stopped. Usable from all threads. */
final class Voice {
    static final String KEY = "net.http.idle_conns";
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    /** What came of asking; status 0 when there was no answer. */
    record Answer(int status, JsonObject body) {}

    Answer ask(String url, String method, String path, String body) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(LIMIT)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            String text = response.body().strip();
            return new Answer(response.statusCode(), text.startsWith("{") ? new JsonObject(text) : new JsonObject());
        } catch (IOException e) {
            return new Answer(0, new JsonObject().put("message", String.valueOf(e)));
        }
    }

    Answer set(String url, long value) throws InterruptedException {
        return set(url, KEY, Long.toString(value));
    }

    /** Sets a key for the cluster. */
    Answer set(String url, String key, String value) throws InterruptedException {
        JsonObject set = new JsonObject().put(key, value);
        return ask(url, "PUT", "/v1/settings", new JsonObject().put("set", set).encode());
    }

    Answer unset(String url, String key) throws InterruptedException {
        return ask(
                url,
                "PUT",
                "/v1/settings",
                new JsonObject().put("unset", new JsonArray().add(key)).encode());
    }

    String effective(String url) throws InterruptedException {
        JsonArray settings =
                ask(url, "GET", "/v1/settings?prefix=" + KEY, "").body().getJsonArray("settings", new JsonArray());
        for (int i = 0; i < settings.size(); i++) {
            if (settings.getJsonObject(i).getString("key").equals(KEY)) {
                return settings.getJsonObject(i).getString("effective");
            }
        }
        return "none";
    }

    JsonObject view(String url) throws InterruptedException {
        return ask(url, "GET", "/v1/cluster/members", "").body();
    }

    /** Members and their states as one node sees them. */
    Map<String, String> states(String url) throws InterruptedException {
        Map<String, String> states = new TreeMap<>();
        JsonArray members = view(url).getJsonArray("members", new JsonArray());
        for (int i = 0; i < members.size(); i++) {
            states.put(
                    members.getJsonObject(i).getString("name"),
                    members.getJsonObject(i).getString("state"));
        }
        return states;
    }

    /** The value that each kept change of the cluster left, by its revision. */
    Map<Long, String> history(String url) throws InterruptedException {
        Map<Long, String> values = new TreeMap<>();
        JsonArray entries = ask(url, "GET", "/v1/settings/history", "").body().getJsonArray("entries", new JsonArray());
        for (int i = 0; i < entries.size(); i++) {
            JsonObject entry = entries.getJsonObject(i);
            if ("cluster".equals(entry.getString("scope"))) {
                JsonArray changes = entry.getJsonArray("changes");
                for (int j = 0; j < changes.size(); j++) {
                    if (changes.getJsonObject(j).getString("key").equals(KEY)) {
                        values.put(
                                entry.getLong("revision"),
                                String.valueOf(changes.getJsonObject(j).getValue("new")));
                    }
                }
            }
        }
        return values;
    }
}
