package dev.cistern.node.admin;

import dev.cistern.cluster.SharedSettings;
import dev.cistern.conf.Keys;
import dev.cistern.conf.SettingsReference;
import dev.cistern.conf.live.SettingsService;
import dev.cistern.conf.load.SettingEntry;
import dev.cistern.node.http.ProblemsJson;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Settings as JSON, in a stable order. */
final class SettingsJson {
    private SettingsJson() {}

    static JsonObject inForce(SettingsService service, SharedSettings shared, String prefix) {
        JsonArray entries = new JsonArray();
        service.current().under(prefix).forEach(entry -> entries.add(entry(entry)));
        return new JsonObject()
                .put("revision", shared.revision())
                .put("pending", pending(shared))
                .put("problems", ProblemsJson.of(service.problems()))
                .put("warnings", new JsonArray(service.current().warnings()))
                .put("settings", entries);
    }

    private static @Nullable JsonObject pending(SharedSettings shared) {
        return shared.pending()
                .map(pending -> new JsonObject()
                        .put("revision", pending.revision())
                        .put("confirm_by", pending.confirmBy().toString()))
                .orElse(null);
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
                .put("live", entry.live())
                .put(
                        "type",
                        Keys.find(entry.key()).map(key -> key.type().label()).orElse(null));
    }
}
