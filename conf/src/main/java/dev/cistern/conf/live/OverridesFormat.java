package dev.cistern.conf.live;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The form of {@code overrides.json}:
 *
 * <pre>{@code
 * {"format": 1, "revision": 7,
 *  "cluster": {"net.http.idle_conns": {"value": "1000", "who": "ann", "when": "2026-01-31T12:00:00Z"}},
 *  "node": {},
 *  "probation": {"revision": 7, "restores": 6, "confirmBy": "2026-01-31T12:01:00Z", "cluster": {}, "node": {}}}
 * }</pre>
 *
 * <p>{@code clusterVersion} is there in a cluster: that of its settings which {@code cluster} holds.
 * {@code probation} is there while a change awaits confirmation, and holds the overrides that come back.
 */
final class OverridesFormat {
    private static final int FORMAT = 1;

    private OverridesFormat() {}

    static String write(StoredOverrides stored) {
        JsonObject json = new JsonObject().put("format", FORMAT).put("revision", stored.revision());
        if (stored.clusterVersion() > 0) {
            json.put("clusterVersion", stored.clusterVersion());
        }
        json.mergeIn(toJson(stored.overrides()));
        Probation probation = stored.probation();
        if (probation != null) {
            JsonObject onTrial = new JsonObject()
                    .put("revision", probation.revision())
                    .put("restores", probation.restores())
                    .put("confirmBy", probation.confirmBy().toString())
                    .mergeIn(toJson(probation.before()));
            json.put("probation", onTrial);
        }
        return json.encodePrettily() + "\n";
    }

    /** Throws a RuntimeException of one kind or another for a text that is not of this form. */
    static StoredOverrides read(String text) {
        JsonObject json = new JsonObject(text);
        if (json.getInteger("format") != FORMAT) {
            throw new IllegalArgumentException("format " + json.getInteger("format") + " is not known");
        }
        JsonObject onTrial = json.getJsonObject("probation");
        Probation probation = onTrial == null
                ? null
                : new Probation(
                        onTrial.getLong("revision"),
                        onTrial.getLong("restores"),
                        Instant.parse(onTrial.getString("confirmBy")),
                        fromJson(onTrial));
        return new StoredOverrides(
                json.getLong("revision"), fromJson(json), probation, json.getLong("clusterVersion", 0L));
    }

    static JsonObject toJson(Overrides overrides) {
        return new JsonObject().put("cluster", toJson(overrides.cluster())).put("node", toJson(overrides.node()));
    }

    static Overrides fromJson(JsonObject json) {
        return new Overrides(values(json.getJsonObject("cluster")), values(json.getJsonObject("node")));
    }

    private static JsonObject toJson(NavigableMap<String, OverrideValue> values) {
        JsonObject json = new JsonObject();
        values.forEach((key, value) -> json.put(
                key,
                new JsonObject()
                        .put("value", value.value())
                        .put("who", value.who())
                        .put("when", value.when().toString())));
        return json;
    }

    private static NavigableMap<String, OverrideValue> values(JsonObject json) {
        NavigableMap<String, OverrideValue> values = new TreeMap<>();
        for (String key : json.fieldNames()) {
            JsonObject value = json.getJsonObject(key);
            values.put(
                    key,
                    new OverrideValue(
                            value.getString("value"), value.getString("who"), Instant.parse(value.getString("when"))));
        }
        return values;
    }
}
