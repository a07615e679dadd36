package dev.cistern.cluster;

import dev.cistern.conf.live.ChangeReport;
import dev.cistern.conf.live.KeyChange;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a change of settings did, on one node or on many, as the API shows it. */
public final class ReportJson {
    private ReportJson() {}

    /** Of one node. */
    public static JsonObject of(ChangeReport report) {
        JsonObject effects = new JsonObject();
        report.effects().forEach(effects::put);
        return new JsonObject()
                .put("revision", report.revision())
                .put("nodes", 1)
                .put("applied", 1)
                .put("took_ms", report.tookMillis())
                .put("changes", changes(report.changes()))
                .put("effects", effects)
                .put("needs_restart", new JsonArray(report.needsRestart()))
                .put("warnings", new JsonArray(report.warnings()))
                .put("missing", new JsonArray())
                .put(
                        "confirm_by",
                        report.confirmBy() == null ? null : report.confirmBy().toString());
    }

    /** In the order of the catalogue. */
    public static JsonArray changes(List<KeyChange> changes) {
        JsonArray json = new JsonArray();
        changes.forEach(change -> json.add(new JsonObject()
                .put("key", change.key())
                .put("old", change.oldValue())
                .put("new", change.newValue())
                .put("old_effective", change.oldEffective())
                .put("effective", change.newEffective())
                .put("reason", change.reason())));
        return json;
    }

    /**
     * Of many nodes.
     *
     * @param first the report of the node that asked the others
     * @param others by name: their reports
     * @param missing by name: why there is none
     */
    static JsonObject sum(JsonObject first, Map<String, JsonObject> others, Map<String, String> missing) {
        Map<String, Long> effects = new TreeMap<>();
        TreeSet<String> needsRestart = new TreeSet<>();
        List<String> warnings = new ArrayList<>();
        first.getJsonArray("warnings").forEach(warning -> warnings.add(String.valueOf(warning)));
        add(first, effects, needsRestart);
        others.forEach((name, report) -> {
            add(report, effects, needsRestart);
            report.getJsonArray("warnings").stream()
                    .filter(warning -> !first.getJsonArray("warnings").contains(warning))
                    .forEach(warning -> warnings.add(name + ": " + warning));
            warnings.addAll(differences(first, name, report));
        });
        JsonObject sum = new JsonObject();
        effects.forEach(sum::put);
        JsonArray away = new JsonArray();
        missing.forEach(
                (name, why) -> away.add(new JsonObject().put("node", name).put("why", why)));
        return first.copy()
                .put("nodes", 1 + others.size() + missing.size())
                .put("applied", 1 + others.size())
                .put("effects", sum)
                .put("needs_restart", new JsonArray(List.copyOf(needsRestart)))
                .put("warnings", new JsonArray(warnings))
                .put("missing", away);
    }

    private static void add(JsonObject report, Map<String, Long> effects, Set<String> needsRestart) {
        JsonObject counts = report.getJsonObject("effects");
        counts.fieldNames().forEach(name -> effects.merge(name, counts.getLong(name), Long::sum));
        report.getJsonArray("needs_restart").forEach(key -> needsRestart.add(String.valueOf(key)));
    }

    /** Where a value came to something else than on the first node: it is clamped there, or has an override of its own. */
    private static List<String> differences(JsonObject first, String name, JsonObject report) {
        Map<String, JsonObject> byKey = new TreeMap<>();
        each(first.getJsonArray("changes")).forEach(change -> byKey.put(change.getString("key"), change));
        List<String> differences = new ArrayList<>();
        for (JsonObject change : each(report.getJsonArray("changes"))) {
            JsonObject here = byKey.get(change.getString("key"));
            String effective = change.getString("effective");
            if (here == null || !here.getString("effective").equals(effective)) {
                String reason = change.getString("reason", "");
                differences.add(name + ": " + change.getString("key") + " is " + effective + " there"
                        + (reason == null || reason.isEmpty() ? "" : ", " + reason));
            }
        }
        return differences;
    }

    private static List<JsonObject> each(JsonArray array) {
        List<JsonObject> list = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            list.add(array.getJsonObject(i));
        }
        return list;
    }
}
