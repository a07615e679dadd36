package dev.cistern.conf.live;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The form of {@code audit.jsonl}: one JSON object a line. A change writes one line when it is accepted,
 *
 * <pre>{@code
 * {"revision":7,"when":"2026-01-31T12:00:00Z","source":"command","who":"ann","state":7,
 *  "changes":[{"key":"net.http.idle_conns","oldValue":"2000","newValue":"1000",
 *              "oldEffective":"2000","newEffective":"1000"}],
 *  "cluster":{…},"node":{…}}
 * }</pre>
 *
 * (in one line; the overrides as in {@link OverridesFormat}), and one when the listeners have applied it:
 *
 * <pre>{@code
 * {"revision":7,"effects":{"idle_connections_closed":212},"tookMillis":41}
 * }</pre>
 */
final class AuditFormat {
    private AuditFormat() {}

    static String accepted(AuditEntry entry) {
        HistoryEntry shown = entry.shown();
        JsonArray changes = new JsonArray();
        shown.changes().forEach(change -> changes.add(toJson(change)));
        return new JsonObject()
                .put("revision", shown.revision())
                .put("when", shown.when().toString())
                .put("source", shown.source().name().toLowerCase(Locale.ROOT))
                .put("who", shown.who())
                .put("state", entry.state())
                .put("changes", changes)
                .mergeIn(OverridesFormat.toJson(entry.after()))
                .encode();
    }

    static String finished(HistoryEntry entry) {
        JsonObject effects = new JsonObject();
        entry.effects().forEach(effects::put);
        return new JsonObject()
                .put("revision", entry.revision())
                .put("effects", effects)
                .put("tookMillis", entry.tookMillis())
                .encode();
    }

    /**
     * Takes one line into the entries. Throws a RuntimeException of one kind or another for a line that is not of this
     * form.
     */
    static void read(String line, Map<Long, AuditEntry> entries) {
        JsonObject json = new JsonObject(line);
        long revision = json.getLong("revision");
        if (json.containsKey("effects")) {
            Map<String, Long> effects = new TreeMap<>();
            JsonObject counts = json.getJsonObject("effects");
            counts.fieldNames().forEach(name -> effects.put(name, counts.getLong(name)));
            long tookMillis = json.getLong("tookMillis");
            entries.computeIfPresent(revision, (number, entry) -> entry.finished(effects, tookMillis));
            return;
        }
        List<KeyChange> changes = new ArrayList<>();
        JsonArray list = json.getJsonArray("changes");
        for (int i = 0; i < list.size(); i++) {
            changes.add(change(list.getJsonObject(i)));
        }
        HistoryEntry shown = new HistoryEntry(
                revision,
                Instant.parse(json.getString("when")),
                ChangeSource.valueOf(json.getString("source").toUpperCase(Locale.ROOT)),
                json.getString("who"),
                List.copyOf(changes),
                Map.of(),
                -1);
        entries.put(revision, new AuditEntry(shown, OverridesFormat.fromJson(json), json.getLong("state")));
    }

    private static JsonObject toJson(KeyChange change) {
        JsonObject json = new JsonObject()
                .put("key", change.key())
                .put("oldValue", change.oldValue())
                .put("newValue", change.newValue())
                .put("oldEffective", change.oldEffective())
                .put("newEffective", change.newEffective());
        return change.reason() == null ? json : json.put("reason", change.reason());
    }

    private static KeyChange change(JsonObject json) {
        return new KeyChange(
                json.getString("key"),
                json.getString("oldValue"),
                json.getString("newValue"),
                json.getString("oldEffective"),
                json.getString("newEffective"),
                json.getString("reason"));
    }
}
