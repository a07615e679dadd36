package dev.cistern.node.admin;

import dev.cistern.conf.live.SettingsService;
import dev.cistern.conf.load.ResolvedSettings;
import dev.cistern.node.http.Exchange;
import dev.cistern.node.http.RequestException;
import dev.cistern.node.layers.AlertBoard;
import dev.cistern.node.layers.ConnectionLayer;
import dev.cistern.node.layers.NodeLoad;
import dev.cistern.node.layers.Reading;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * {@code GET /v1/connections?layer=&host=}: every layer's connections, why they closed, the limits they live under and why
 * those are what they are, and the alerts. The answer is made on a worker, since a layer may know 1,024 hosts.
 */
public final class ConnectionsEndpoint {
    private static final int MOST_HOSTS_NAMED = 10;

    private final Vertx vertx;
    private final List<ConnectionLayer> layers;
    private final SettingsService settings;
    private final Supplier<NodeLoad> load;
    private final AlertBoard alerts;
    private final long startedNanos = System.nanoTime();

    public ConnectionsEndpoint(
            Vertx vertx,
            List<ConnectionLayer> layers,
            SettingsService settings,
            Supplier<NodeLoad> load,
            AlertBoard alerts) {
        this.vertx = vertx;
        this.layers = layers;
        this.settings = settings;
        this.load = load;
        this.alerts = alerts;
    }

    Future<Void> serve(Exchange exchange) {
        AdminSurface.requireMethod(exchange, "GET");
        Map<String, String> query = exchange.target().query();
        List<ConnectionLayer> wanted = wanted(query.getOrDefault("layer", ""));
        String host = query.getOrDefault("host", "");
        return vertx.executeBlocking(() -> view(wanted, host), false).compose(view -> exchange.answerJson(200, view));
    }

    private List<ConnectionLayer> wanted(String text) {
        List<ConnectionLayer> wanted = layers.stream()
                .filter(layer ->
                        text.isEmpty() || text.equals(layer.name()) || text.equals(Integer.toString(layer.number())))
                .toList();
        if (wanted.isEmpty()) {
            String known = layers.stream()
                    .map(layer -> layer.name() + " (" + layer.number() + ")")
                    .collect(Collectors.joining(", "));
            throw RequestException.badRequest("there is no connection layer '" + text + "'; there are " + known);
        }
        return wanted;
    }

    private JsonObject view(List<ConnectionLayer> wanted, String host) {
        Map<ConnectionLayer, Reading> readings = new LinkedHashMap<>();
        wanted.forEach(layer -> readings.put(layer, layer.read()));
        if (!host.isEmpty()) {
            keepHost(readings, host);
        }
        ResolvedSettings current = settings.current();
        JsonArray json = new JsonArray();
        readings.forEach((layer, reading) -> json.add(LayerJson.of(layer, reading, current)));
        JsonArray states = new JsonArray();
        alerts.states().forEach(state -> states.add(state.toJson()));
        return new JsonObject()
                .put("at", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString())
                .put("uptime_ms", (System.nanoTime() - startedNanos) / 1_000_000)
                .put("node", node())
                .put("alerts", states)
                .put("layers", json);
    }

    private JsonObject node() {
        NodeLoad now = load.get();
        return new JsonObject()
                .put("requests", now.requests())
                .put("failed", now.failed())
                .put("open_descriptors", now.openDescriptors())
                .put("most_descriptors", now.mostDescriptors());
    }

    /** Leaves that host, and the layers that know it; a host may be named without its scheme. */
    private static void keepHost(Map<ConnectionLayer, Reading> readings, String host) {
        TreeSet<String> known = new TreeSet<>();
        readings.values().forEach(reading -> known.addAll(reading.hosts().keySet()));
        readings.replaceAll((layer, reading) -> new Reading(
                reading.total(),
                reading.hosts().entrySet().stream()
                        .filter(entry -> isNamed(entry.getKey(), host))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
                reading.mostOpen(),
                reading.trouble()));
        readings.values().removeIf(reading -> reading.hosts().isEmpty());
        if (readings.isEmpty()) {
            String some = known.stream().limit(MOST_HOSTS_NAMED).collect(Collectors.joining(", "));
            throw RequestException.noSuchResource("no connection leads to a host '" + host + "'; "
                    + (known.isEmpty() ? "no host is known yet" : "known are " + some)
                    + (known.size() > MOST_HOSTS_NAMED ? " and " + (known.size() - MOST_HOSTS_NAMED) + " more" : ""));
        }
    }

    private static boolean isNamed(String key, String host) {
        return key.equals(host) || key.substring(key.indexOf("://") + 3).equals(host);
    }
}
