package dev.cistern.node.layers;

import dev.cistern.conf.Key;
import dev.cistern.conf.Layer;
import dev.cistern.conf.PoolKeys;
import dev.cistern.net.client.PooledHttpClient;
import dev.cistern.net.server.ServerConnections;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One of the node's connection layers: all that the view, the metrics and the alerts need to show it. A new layer is one
 * more value of this class.
 */
public final class ConnectionLayer {
    /** What {@link Reading#mostOpen} limits. */
    public enum Bound {
        LAYER,
        HOST
    }

    private final int number;
    private final String name;
    private final Layer settings;
    private final Bound bound;
    private final Supplier<Reading> figures;

    @Nullable
    private final Key<Duration> idleTime;

    private ConnectionLayer(Parts parts, Supplier<Reading> figures, @Nullable Key<Duration> idleTime) {
        this.number = parts.number;
        this.name = parts.name;
        this.settings = parts.settings;
        this.bound = parts.bound;
        this.figures = figures;
        this.idleTime = idleTime;
    }

    private record Parts(int number, String name, Layer settings, Bound bound) {}

    /**
     * Layer 1.
     *
     * @param connections whose figures are read
     * @param mostOpen the effective {@code net.http.max_conns}
     */
    public static ConnectionLayer clients(ServerConnections connections, IntSupplier mostOpen) {
        Parts parts = new Parts(1, "clients", Layer.SERVER, Bound.LAYER);
        return new ConnectionLayer(parts, () -> Readings.ofClients(connections.figures(), mostOpen.getAsInt()), null);
    }

    /**
     * A layer of connections that the node dials.
     *
     * @param number 2 or 3
     * @param name for people, JSON and the label {@code layer} of metrics
     * @param keys its limits
     * @param client whose figures are read
     */
    public static ConnectionLayer pooled(int number, String name, PoolKeys keys, PooledHttpClient client) {
        Parts parts = new Parts(number, name, keys.idleTime().layer(), Bound.HOST);
        return new ConnectionLayer(parts, () -> Readings.ofPool(client.figures(), client.retries()), keys.idleTime());
    }

    public int number() {
        return number;
    }

    public String name() {
        return name;
    }

    public Bound bound() {
        return bound;
    }

    /** Whose keys are its limits. */
    Layer settings() {
        return settings;
    }

    /** The key that a peer's hint may undercut; empty where connections are not ours to give up. */
    Optional<Key<Duration>> idleTime() {
        return Optional.ofNullable(idleTime);
    }

    /** The connections as they are now. Costs a look at each connection. */
    public Reading read() {
        return figures.get();
    }
}
