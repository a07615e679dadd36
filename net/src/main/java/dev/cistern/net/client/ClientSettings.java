package dev.cistern.net.client;

import dev.cistern.conf.PeerProtocol;
import dev.cistern.conf.PoolSettings;
import dev.cistern.conf.TransportSettings;
import java.time.Duration;

/**
 * The effective settings of one layer of pooled connections; all of them are live.
 *
 * @param pool how many connections, for how long
 * @param transport which protocol, and how HTTP/2 behaves
 */
public record ClientSettings(PoolSettings pool, TransportSettings transport) {
    private static final int WINDOW_BYTES = 4 << 20;

    /**
     * The settings of a layer that speaks HTTP/1.1 alone.
     *
     * @param pool how many connections, for how long
     * @return the settings
     */
    public static ClientSettings http1(PoolSettings pool) {
        return new ClientSettings(
                pool,
                new TransportSettings(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(10),
                        WINDOW_BYTES,
                        WINDOW_BYTES,
                        PeerProtocol.HTTP1,
                        false));
    }
}
