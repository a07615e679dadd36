package dev.cistern.bench.node;

import dev.cistern.bench.http.HttpConnection;
import dev.cistern.bench.http.Request;
import dev.cistern.bench.http.Response;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Asks a node for its settings and figures, and changes these settings, over a fresh connection each time. Usable from all threads. */
public final class AdminClient {
    private final InetSocketAddress node;

    public AdminClient(InetSocketAddress node) {
        this.node = node;
    }

    /** The settings in force under a prefix, as the node shows them. */
    public JsonObject settings(String prefix) throws IOException {
        return new JsonObject(get("/v1/settings?prefix=" + prefix));
    }

    /** Changes a live setting, for all nodes. */
    public void set(String key, String value) throws IOException {
        change(new JsonObject().put("set", new JsonObject().put(key, value)));
    }

    /** Takes back what was {@link #set}. */
    public void unset(String key) throws IOException {
        change(new JsonObject().put("unset", new JsonArray().add(key)));
    }

    private void change(JsonObject change) throws IOException {
        String ignored = answer(Request.of("PUT", "/v1/settings").withJson(change.encode()));
    }

    /** Key to effective value. */
    public Map<String, String> effective(String prefix) throws IOException {
        Map<String, String> values = new TreeMap<>();
        for (Object each : settings(prefix).getJsonArray("settings", new JsonArray())) {
            JsonObject setting = (JsonObject) each;
            values.put(setting.getString("key"), String.valueOf(setting.getValue("effective")));
        }
        return values;
    }

    /** What is wrong with the files, empty when they are good. */
    public JsonArray problems() throws IOException {
        return settings("net.http").getJsonArray("problems", new JsonArray());
    }

    /** Waits until a key has an effective value; how long that took, or nothing when it did not come about. */
    public Optional<Duration> awaitEffective(String key, String value, Duration limit)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < limit.toNanos()) {
            if (value.equals(effective(key).get(key))) {
                return Optional.of(Duration.ofNanos(System.nanoTime() - start));
            }
            Thread.sleep(5);
        }
        return Optional.empty();
    }

    /** The value of one sample; fails where the node tells of none of this name. */
    public double metric(String name) throws IOException {
        Double value = metrics().get(name);
        if (value == null) {
            throw new IOException("the node tells no " + name);
        }
        return value;
    }

    /** All samples in Prometheus' text: name with labels to value. */
    public Map<String, Double> metrics() throws IOException {
        Map<String, Double> samples = new TreeMap<>();
        get("/_metrics").lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int space = line.lastIndexOf(' ');
            if (space > 0) {
                samples.put(line.substring(0, space), Double.valueOf(javaOf(line.substring(space + 1))));
            }
        });
        return samples;
    }

    private static String javaOf(String number) {
        return number.endsWith("Inf") ? number + "inity" : number;
    }

    private String get(String target) throws IOException {
        return answer(Request.get(target));
    }

    private String answer(Request request) throws IOException {
        try (HttpConnection connection = HttpConnection.open(node)) {
            Response response = connection.exchange(request);
            if (response.status() != 200) {
                throw new IOException(request.method() + " " + request.target() + " gave " + response.status() + ": "
                        + response.text());
            }
            return response.text();
        }
    }
}
