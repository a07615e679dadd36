package dev.cistern.node.api;

import dev.cistern.cluster.Cluster;
import dev.cistern.conf.live.ChangeRequest;
import dev.cistern.conf.live.Scope;
import dev.cistern.conf.live.SettingsService;
import dev.cistern.conf.load.SettingEntry;
import dev.cistern.node.copies.Locator;
import dev.cistern.node.http.Exchange;
import dev.cistern.node.http.RequestException;
import dev.cistern.node.layers.AlertBoard;
import dev.cistern.node.layers.AlertState;
import dev.cistern.node.layers.NodeFlags;
import dev.cistern.node.store.ObjectVersion;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The cluster as AIStore's clients ask for it: its map, its settings, its health. */
final class ClusterHandler {
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?\\d{1,18}");

    private final SettingsService settings;
    private final Cluster cluster;
    private final AlertBoard alerts;
    private final NodeIdentity identity;
    private final Locator locator;

    ClusterHandler(NativeApi.Known known) {
        this.settings = known.settings();
        this.cluster = known.cluster();
        this.alerts = known.alerts();
        this.identity = known.identity();
        this.locator = known.locator();
    }

    Future<Void> health(Exchange exchange) {
        String uptimeNanos = Long.toString(System.nanoTime() - identity.startedNanos());
        exchange.response().putHeader("Ais-Cluster-Uptime", uptimeNanos).putHeader("Ais-Node-Uptime", uptimeNanos);
        return exchange.answer(200);
    }

    Future<Void> locate(Exchange exchange, NativeOperation.LocateObject operation) {
        return locator.locate(new ObjectVersion(operation.object(), operation.version()))
                .compose(places -> exchange.answerJson(200, places));
    }

    Future<Void> show(Exchange exchange, NativeOperation.ShowCluster operation) {
        return switch (operation.what()) {
            case "cluster_config", "config" -> exchange.answerJson(200, clusterConfig());
            case "smap" -> cluster.view().compose(view -> exchange.answerJson(200, ClusterMap.of(identity, view)));
            case "node_status" -> exchange.answerJson(200, nodeStatus());
            default ->
                throw RequestException.notImplemented("what='" + operation.what()
                        + "' is not served; cluster_config, config, smap and node_status are");
        };
    }

    /** In AIStore's shape, whose clients skip what they do not know: the alerts by name. */
    private JsonObject nodeStatus() {
        List<AlertState> states = alerts.states();
        JsonArray firing = new JsonArray();
        states.stream().filter(AlertState::firing).forEach(state -> firing.add(state.toJson()));
        return ClusterMap.status(identity)
                .put(
                        "cluster",
                        ClusterMap.versions(Long.toString(settings.revision())).put("flags", NodeFlags.of(states)))
                .put("alerts", firing);
    }

    Future<Void> setConfig(Exchange exchange, NativeOperation.SetConfig operation) {
        Scope scope = exchange.target().isUnder("/v1/daemon") ? Scope.NODE : Scope.CLUSTER;
        return cluster.settings()
                .change(new ChangeRequest(scope, operation.values(), Set.of(), exchange.sentBy(), null))
                .compose(report -> exchange.answer(200));
    }

    /** Every setting, nested from the root, as the operator wrote it. */
    private JsonObject clusterConfig() {
        JsonObject root = new JsonObject();
        for (SettingEntry entry : settings.current().entries()) {
            String[] path = entry.key().split("\\.", -1);
            JsonObject section = root;
            for (int i = 0; i < path.length - 1; i++) {
                JsonObject next = section.getJsonObject(path[i]);
                if (next == null) {
                    next = new JsonObject();
                    section.put(path[i], next);
                }
                section = next;
            }
            section.put(path[path.length - 1], typed(entry.configured()));
        }
        return root.put("uuid", identity.id())
                .put("config_version", Long.toString(cluster.settings().revision()));
    }

    private static Object typed(String value) {
        if (value.equals("true") || value.equals("false")) {
            return Boolean.valueOf(value);
        }
        return WHOLE_NUMBER.matcher(value).matches() ? (Object) Long.valueOf(value) : value;
    }
}
