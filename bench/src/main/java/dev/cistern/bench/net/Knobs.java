package dev.cistern.bench.net;

import dev.cistern.conf.PoolSettings;
import dev.cistern.conf.Settings;
import dev.cistern.conf.load.InvalidSettingsException;
import dev.cistern.conf.load.Resolver;
import dev.cistern.conf.load.Sources;
import dev.cistern.net.advice.Recommendation;
import dev.cistern.net.client.ClientSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Settings as an operator writes them, resolved as a node resolves them: those of layer 3, whose idle time no server of ours
 * clamps, and {@code transport.*}.
 *
 * @param assignments {@code key=value}, each key without {@code net.http.backend_} or with {@code transport.}
 */
record Knobs(List<String> assignments) {
    private static final String LAYER = "net.http.backend_";

    /** Defaults, but for these. */
    static Knobs of(String... assignments) {
        return new Knobs(List.of(assignments));
    }

    Knobs with(String... more) {
        List<String> all = new ArrayList<>(assignments);
        all.addAll(List.of(more));
        return new Knobs(all);
    }

    /** With what is recommended, where it is not as now. */
    Knobs with(List<Recommendation> recommendations) {
        return with(recommendations.stream()
                .filter(Recommendation::changes)
                .map(change -> change.key() + "=" + change.recommended())
                .toArray(String[]::new));
    }

    ClientSettings settings() {
        Settings resolved = resolved();
        return new ClientSettings(resolved.backends(), resolved.transport());
    }

    PoolSettings pool() {
        return resolved().backends();
    }

    private Settings resolved() {
        List<String> full = assignments.stream()
                .map(each -> each.startsWith("transport.") || each.startsWith("net.") ? each : LAYER + each)
                .toList();
        try {
            return Resolver.load(new Sources(List.of(), Map.of(), full), 0).settings();
        } catch (InvalidSettingsException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
