package dev.cistern.node.layers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.conf.Keys;
import dev.cistern.conf.load.ResolvedSettings;
import dev.cistern.conf.load.Resolver;
import dev.cistern.conf.load.Sources;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a host's own circumstances make of a limit. */
final class LayerLimitTest {
    private final ResolvedSettings settings = settings("net.http.backend_idle_conn_time=30s");

    private static ResolvedSettings settings(String... assignments) {
        try {
            return Resolver.load(new Sources(List.of(), Map.of(), List.of(assignments)), 0);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private List<LayerLimit.OfHost> lower(@Nullable Duration hint) {
        return LayerLimit.lowerIdleTime(Keys.BACKENDS.idleTime(), hint, settings).stream()
                .toList();
    }

    @Test
    void peersHintLessTheMarginUndercutsTheIdleTime() {
        assertThat(lower(Duration.ofSeconds(20)))
                .containsExactly(
                        new LayerLimit.OfHost("net.http.backend_idle_conn_time", "18s", "peer's hint 20s − margin 2s"));
    }

    @Test
    void marginIsHalfOfAShortHint() {
        assertThat(lower(Duration.ofSeconds(1)))
                .containsExactly(new LayerLimit.OfHost(
                        "net.http.backend_idle_conn_time", "500ms", "peer's hint 1s − margin 500ms"));
    }

    @Test
    void hintThatIsLongEnoughChangesNothing() {
        assertThat(lower(Duration.ofSeconds(32))).isEmpty();
        assertThat(lower(null)).isEmpty();
    }

    @Test
    void noLimitIsToldAsSuch() {
        ConnectionLayer layer = ConnectionLayer.of(
                3, "backends", ConnectionLayer.Bound.HOST, key -> key.equals(Keys.BACKENDS.dialRate()), () -> {
                    throw new AssertionError("limits need no figures");
                });

        List<LayerLimit> limits =
                LayerLimit.of(layer, settings(Keys.BACKENDS.dialRate().name() + "=0"));

        assertThat(limits).hasSize(1);
        assertThat(limits.get(0).why()).endsWith("; 0 is no limit");
    }
}
