package dev.cistern.node.layers;

import dev.cistern.conf.Key;
import dev.cistern.conf.Keys;
import dev.cistern.conf.Layer;
import dev.cistern.conf.ZeroRule;
import dev.cistern.conf.load.ResolvedSettings;
import dev.cistern.conf.load.SettingEntry;
import dev.cistern.net.pool.PeerHint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One limit of a layer and why it is what it is.
 *
 * @param entry the setting: what was written, where, and what came of it
 * @param why in one sentence
 */
public record LayerLimit(SettingEntry entry, String why) {

    /**
     * All limits of a layer, in the order of the catalogue of settings.
     *
     * @param layer whose
     * @param settings those in force
     */
    public static List<LayerLimit> of(ConnectionLayer layer, ResolvedSettings settings) {
        List<LayerLimit> limits = new ArrayList<>();
        for (SettingEntry entry : settings.entries()) {
            if (Keys.find(entry.key()).filter(layer::isLimit).isPresent()) {
                limits.add(new LayerLimit(entry, why(entry) + meaningOfZero(entry)));
            }
        }
        return limits;
    }

    private static String meaningOfZero(SettingEntry entry) {
        boolean unlimited = entry.effective().equals("0")
                && Keys.find(entry.key())
                        .filter(key -> key.type().zeroRule() == ZeroRule.UNLIMITED)
                        .isPresent();
        return unlimited ? "; 0 is no limit" : "";
    }

    private static String why(SettingEntry entry) {
        String reason = entry.reason();
        String origin = entry.origin().toString();
        return reason == null ? origin : reason + "; " + entry.configured() + " is from: " + origin;
    }

    /**
     * A limit that is lower for one host than for its layer.
     *
     * @param key the setting
     * @param effective the value for this host, as settings are written
     * @param why in one sentence
     */
    public record OfHost(String key, String effective, String why) {}

    /**
     * What is lower for a host than the settings say.
     *
     * @param layer whose host it is
     * @param host the host now
     * @param settings those in force
     */
    public static List<OfHost> lower(ConnectionLayer layer, Sample host, ResolvedSettings settings) {
        return layer.idleTime()
                .flatMap(key -> lowerIdleTime(key, host.peerKeepsIdleFor(), settings))
                .map(List::of)
                .orElse(List.of());
    }

    static Optional<OfHost> lowerIdleTime(Key<Duration> key, @Nullable Duration hint, ResolvedSettings settings) {
        Duration ofLayer = key.layer() == Layer.PEERS
                ? settings.settings().peers().idleTime()
                : settings.settings().backends().idleTime();
        if (hint == null) {
            return Optional.empty();
        }
        Duration margin = PeerHint.margin(hint);
        Duration ofHost = hint.minus(margin);
        return ofHost.compareTo(ofLayer) >= 0
                ? Optional.empty()
                : Optional.of(new OfHost(
                        key.name(),
                        key.type().print(ofHost),
                        "peer's hint " + key.type().print(hint) + " − margin "
                                + key.type().print(margin)));
    }
}
