package dev.cistern.node.layers;

import dev.cistern.conf.Key;
import dev.cistern.conf.Keys;
import dev.cistern.conf.Layer;
import dev.cistern.conf.PoolKeys;
import dev.cistern.net.client.PooledHttpClient;
import dev.cistern.net.server.ServerConnections;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
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
    private final Bound bound;
    private final Predicate<Key<?>> limits;
    private final Supplier<Reading> figures;

    @Nullable
    private final Key<Duration> idleTime;

    private ConnectionLayer(int number, String name, Bound bound, Predicate<Key<?>> limits, Supplier<Reading> figures) {
        this.number = number;
        this.name = name;
        this.bound = bound;
        this.limits = limits;
        this.figures = figures;
        this.idleTime = null;
    }

    private ConnectionLayer(ConnectionLayer layer, Key<Duration> idleTime) {
        this.number = layer.number;
        this.name = layer.name;
        this.bound = layer.bound;
        this.limits = layer.limits;
        this.figures = layer.figures;
        this.idleTime = idleTime;
    }

    /**
     * Any layer.
     *
     * @param number from 1
     * @param name for people, JSON and the label {@code layer} of metrics
     * @param bound what {@link Reading#mostOpen} limits
     * @param limits tells the keys that are its limits
     * @param figures read whenever somebody looks
     */
    public static ConnectionLayer of(
            int number, String name, Bound bound, Predicate<Key<?>> limits, Supplier<Reading> figures) {
        return new ConnectionLayer(number, name, bound, limits, figures);
    }

    /**
     * Layer 1.
     *
     * @param connections whose figures are read
     * @param mostOpen the effective {@code net.http.max_conns}
     */
    public static ConnectionLayer clients(ServerConnections connections, IntSupplier mostOpen) {
        return of(
                1,
                "clients",
                Bound.LAYER,
                key -> key.layer() == Layer.SERVER,
                () -> Readings.ofClients(connections.figures(), mostOpen.getAsInt()));
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
        return pooled(number, name, keys, client, reading -> reading);
    }

    /** The same, of whose hosts more is known. */
    public static ConnectionLayer pooled(
            int number, String name, PoolKeys keys, PooledHttpClient client, UnaryOperator<Reading> more) {
        Layer settings = keys.idleTime().layer();
        ConnectionLayer layer = of(
                number,
                name,
                Bound.HOST,
                key -> key.layer() == settings || key.equals(Keys.IDLE_MEMORY),
                () -> more.apply(Readings.ofPool(client)));
        return new ConnectionLayer(layer, keys.idleTime());
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

    /** Whether a key is one of its limits. */
    boolean isLimit(Key<?> key) {
        return limits.test(key);
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
