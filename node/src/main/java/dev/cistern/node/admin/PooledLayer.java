package dev.cistern.node.admin;

import dev.cistern.conf.Keys;
import dev.cistern.conf.PoolKeys;
import dev.cistern.conf.PoolSettings;
import dev.cistern.conf.Settings;
import dev.cistern.net.advice.Observed;
import dev.cistern.net.client.PooledHttpClient;
import java.util.function.Function;

/**
 * A layer of pooled connections, and where its settings stand.
 *
 * @param name its name in answers
 * @param client its connections
 * @param keys the names of its settings
 * @param section their values among all settings
 */
public record PooledLayer(
        String name, PooledHttpClient client, PoolKeys keys, Function<Settings, PoolSettings> section) {

    /** Layer 2. */
    public static PooledLayer peers(PooledHttpClient client) {
        return new PooledLayer("peers", client, Keys.PEERS, Settings::peers);
    }

    /** Layer 3. */
    public static PooledLayer backends(PooledHttpClient client) {
        return new PooledLayer("backends", client, Keys.BACKENDS, Settings::backends);
    }

    Observed seen() {
        return new Observed(client.figures(), client.traffic());
    }

    PoolSettings of(Settings all) {
        return section.apply(all);
    }
}
