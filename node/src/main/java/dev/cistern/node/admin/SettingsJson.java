package dev.cistern.node.admin;

import dev.cistern.conf.SettingsReference;
import dev.cistern.conf.live.ChangeReport;
import dev.cistern.conf.live.HistoryEntry;
import dev.cistern.conf.live.KeyChange;
import dev.cistern.conf.live.SettingsService;
import dev.cistern.conf.load.SettingEntry;
import dev.cistern.node.http.ProblemsJson;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Settings as JSON, in a stable order. */
final class SettingsJson {
    private SettingsJson() {}

    static JsonObject inForce(SettingsService service, String prefix) {
        JsonArray entries = new JsonArray();
        service.current().under(prefix).forEach(entry -> entries.add(entry(entry)));
        return new JsonObject()
                .put("revision", service.revision())
                .put("pending", pending(service))
                .put("problems", ProblemsJson.of(service.problems()))
                .put("warnings", new JsonArray(service.current().warnings()))
                .put("settings", entries);
    }

    private static @Nullable JsonObject pending(SettingsService service) {
        return service.pending()
                .map(pending -> new JsonObject()
                        .put("revision", pending.revision())
                        .put("confirm_by", pending.confirmBy().toString()))
                .orElse(null);
    }

    static JsonObject report(ChangeReport report) {
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
                .put(
                        "confirm_by",
                        report.confirmBy() == null ? null : report.confirmBy().toString());
    }

    static JsonObject history(List<HistoryEntry> oldestFirst) {
        JsonArray entries = new JsonArray();
        for (int i = oldestFirst.size() - 1; i >= 0; i--) {
            HistoryEntry entry = oldestFirst.get(i);
            JsonObject effects = new JsonObject();
            entry.effects().forEach(effects::put);
            entries.add(new JsonObject()
                    .put("revision", entry.revision())
                    .put("when", entry.when().toString())
                    .put("who", entry.who())
                    .put("source", entry.source().name().toLowerCase(java.util.Locale.ROOT))
                    .put("changes", changes(entry.changes()))
                    .put("effects", effects)
                    .put("took_ms", entry.tookMillis()));
        }
        return new JsonObject().put("entries", entries);
    }

    static JsonObject descriptions(String prefix) {
        JsonArray keys = new JsonArray();
        SettingsReference.describe(prefix)
                .forEach(key -> keys.add(new JsonObject()
                        .put("key", key.key())
                        .put("type", key.type())
                        .put("default", key.defaultValue())
                        .put("range", key.range())
                        .put("zero", key.zero())
                        .put("live", key.live())
                        .put("layer", key.layer())
                        .put("variable", key.variable())
                        .put("description", key.sentence())));
        return new JsonObject().put("settings", keys);
    }

    private static JsonObject entry(SettingEntry entry) {
        return new JsonObject()
                .put("key", entry.key())
                .put("value", entry.configured())
                .put("effective", entry.effective())
                .put("reason", entry.reason())
                .put("default", entry.defaultValue())
                .put(
                        "origin",
                        new JsonObject()
                                .put("source", entry.origin().kind().label())
                                .put("detail", entry.origin().detail()))
                .put("live", entry.live());
    }

    private static JsonArray changes(List<KeyChange> changes) {
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
}
