package dev.cistern.node.admin;

import dev.cistern.conf.Settings;
import dev.cistern.conf.load.ResolvedSettings;
import dev.cistern.conf.load.SettingEntry;
import dev.cistern.net.advice.Bounds;
import dev.cistern.net.advice.Forecast;
import dev.cistern.net.advice.Observed;
import dev.cistern.net.advice.PoolAdvice;
import dev.cistern.net.advice.Recommendation;
import dev.cistern.net.advice.ServerAdvice;
import dev.cistern.net.advice.ServerForecast;
import dev.cistern.net.server.ServerConnections;
import dev.cistern.net.server.ServerFigures;
import dev.cistern.net.server.ServerTraffic;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of all layers at one moment, and the advice on it. What it does takes time: for a worker thread, one at a
 * time.
 */
final class Adviser {
    private final Settings now;
    private final ServerFigures figures;
    private final ServerTraffic traffic;
    private final Map<PooledLayer, Observed> seen = new LinkedHashMap<>();

    Adviser(Settings now, ServerConnections clients, List<PooledLayer> layers) {
        this.now = now;
        this.figures = clients.figures();
        this.traffic = clients.traffic();
        layers.forEach(layer -> seen.put(layer, layer.seen()));
    }

    /** The advice for every layer. */
    record Advice(ServerAdvice clients, Map<PooledLayer, PoolAdvice> pools) {

        /** What is to be changed: key to value. */
        Map<String, String> changes() {
            Map<String, String> changes = new LinkedHashMap<>();
            clients.settings().forEach(setting -> add(setting, changes));
            pools.values().forEach(pool -> pool.settings().forEach(setting -> add(setting, changes)));
            return changes;
        }

        private static void add(Recommendation setting, Map<String, String> changes) {
            if (setting.changes()) {
                changes.put(setting.key(), setting.recommended());
            }
        }
    }

    /**
     * Advises.
     *
     * @param clamped when not null, what values recommended before would come to: no other than these, nor beyond them, is
     *     recommended
     */
    Advice advise(@Nullable ResolvedSettings clamped) {
        Map<String, String> reasons = clamped == null ? Map.of() : reasons(clamped);
        ServerAdvice.Bounds ofClients = clamped == null
                ? ServerAdvice.Bounds.NONE
                : new ServerAdvice.Bounds(clamped.settings().server().maxConns(), reasons);
        Map<PooledLayer, PoolAdvice> pools = new LinkedHashMap<>();
        seen.forEach((layer, observed) -> {
            Bounds bounds = clamped == null ? Bounds.NONE : Bounds.of(layer.of(clamped.settings()), reasons);
            pools.put(layer, PoolAdvice.of(layer.keys(), layer.of(now), observed, bounds));
        });
        return new Advice(ServerAdvice.of(now.server(), figures, traffic, ofClients), pools);
    }

    private static Map<String, String> reasons(ResolvedSettings clamped) {
        return clamped.entries().stream()
                .filter(entry -> entry.reason() != null)
                .filter(entry -> !entry.effective().equals(entry.configured()))
                .collect(Collectors.toMap(SettingEntry::key, entry -> String.valueOf(entry.reason())));
    }

    /** What other settings would cost. */
    Forecast forecast(PooledLayer layer, Settings tried) {
        Observed observed = seen.get(layer);
        if (observed == null) {
            throw new IllegalArgumentException("no such layer: " + layer.name());
        }
        return Forecast.of(observed, layer.of(tried));
    }

    /** What other settings would cost on layer 1. */
    ServerForecast forecast(ServerAdvice advice, Settings tried) {
        return ServerForecast.of(advice.load(), now.server(), tried.server());
    }
}
