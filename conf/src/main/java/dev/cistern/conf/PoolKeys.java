package dev.cistern.conf;

import static dev.cistern.conf.ZeroRule.DEFAULT;
import static dev.cistern.conf.ZeroRule.DEFAULT_OR_OFF;
import static dev.cistern.conf.ZeroRule.PLAIN;
import static dev.cistern.conf.ZeroRule.UNLIMITED;

import java.time.Duration;
import java.util.List;

/**
 * The keys of one layer of pooled connections, all live; the components are those of {@link PoolSettings}.
 *
 * @param idleTime {@code idle_conn_time}
 * @param idleConns {@code idle_conns}
 * @param idleConnsPerHost {@code idle_conns_per_host}
 * @param connsPerHost {@code conns_per_host}
 * @param maxWaiters {@code max_waiters}
 * @param acquireTimeout {@code acquire_timeout}
 * @param dialsPerHost {@code dials_per_host}
 * @param connectTimeout {@code connect_timeout}
 * @param tlsTimeout {@code tls_timeout}
 * @param maxLifetime {@code max_lifetime}
 * @param minIdle {@code min_idle}
 * @param maxRequests {@code max_requests}
 * @param dialRate {@code dial_rate}
 * @param idleConnBytes what an idle connection of the layer is reckoned to take of the heap
 */
public record PoolKeys(
        Key<Duration> idleTime,
        Key<Integer> idleConns,
        Key<Integer> idleConnsPerHost,
        Key<Integer> connsPerHost,
        Key<Integer> maxWaiters,
        Key<Duration> acquireTimeout,
        Key<Integer> dialsPerHost,
        Key<Duration> connectTimeout,
        Key<Duration> tlsTimeout,
        Key<Duration> maxLifetime,
        Key<Integer> minIdle,
        Key<Integer> maxRequests,
        Key<Integer> dialRate,
        int idleConnBytes) {

    /**
     * Heap of an idle connection, rounded up: 8.7 KB plain and 14.6 KB with TLS were measured with 10,000 of them in a
     * process (Vert.x 5.0, NIO, JDK's TLS engine). Peers are reckoned plain, clouds with TLS.
     */
    private static final int PLAIN_BYTES = 9 * 1024;

    private static final int TLS_BYTES = 15 * 1024;

    private static final Duration DAY = Duration.ofDays(1);
    private static final ValueType<Duration> WAIT =
            Quantity.duration(Duration.ofMillis(10), Duration.ofMinutes(10), PLAIN);

    static PoolKeys peers() {
        return of(
                new Names("", Layer.PEERS, "a peer", "peers"),
                new PoolSettings(
                        Duration.ofSeconds(15),
                        2000,
                        100,
                        256,
                        1024,
                        Duration.ofSeconds(5),
                        32,
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(10),
                        2,
                        0,
                        500,
                        PLAIN_BYTES));
    }

    static PoolKeys backends() {
        return of(
                new Names("backend_", Layer.BACKENDS, "a cloud host", "cloud hosts"),
                new PoolSettings(
                        Duration.ofSeconds(6),
                        0,
                        32,
                        256,
                        1024,
                        Duration.ofSeconds(10),
                        16,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(5),
                        0,
                        0,
                        250,
                        TLS_BYTES));
    }

    /** What differs between the two layers. */
    private record Names(String prefix, Layer layer, String host, String hosts) {

        <T> Key<T> key(String name, ValueType<T> type, T defaultValue, String sentence) {
            String text = sentence.replace("HOSTS", hosts).replace("HOST", host);
            return new Key<>("net.http." + prefix + name, layer, type, defaultValue, true, text);
        }
    }

    private static PoolKeys of(Names of, PoolSettings defaults) {
        return new PoolKeys(
                idleTime(of, defaults),
                of.key(
                        "idle_conns",
                        Quantity.count(1, 1_000_000, UNLIMITED),
                        defaults.idleConns(),
                        "Most idle connections to all HOSTS together; clamped to what net.http.idle_memory holds."),
                of.key(
                        "idle_conns_per_host",
                        Quantity.count(1, 100_000, DEFAULT_OR_OFF),
                        defaults.idleConnsPerHost(),
                        "Most idle connections to HOST; clamped to the total of idle connections and to all"
                                + " connections of the host."),
                of.key(
                        "conns_per_host",
                        Quantity.count(1, 100_000, PLAIN),
                        defaults.connsPerHost(),
                        "Most connections to HOST: idle, active and dialling together."),
                of.key(
                        "max_waiters",
                        Quantity.count(0, 1_000_000, PLAIN),
                        defaults.maxWaiters(),
                        "Most requests that wait for a connection to HOST; one more fails at once."),
                of.key(
                        "acquire_timeout",
                        WAIT,
                        defaults.acquireTimeout(),
                        "Longest wait for a connection, counted from the request's arrival."),
                of.key(
                        "dials_per_host",
                        Quantity.count(1, 10_000, PLAIN),
                        defaults.dialsPerHost(),
                        "Most dials to HOST at a time."),
                of.key("connect_timeout", WAIT, defaults.connectTimeout(), "Longest TCP connect to HOST."),
                of.key("tls_timeout", WAIT, defaults.tlsTimeout(), "Longest TLS handshake with HOST."),
                maxLifetime(of, defaults),
                of.key(
                        "min_idle",
                        Quantity.count(0, 10_000, PLAIN),
                        defaults.minIdle(),
                        "Idle connections kept ready for HOST; clamped to the idle connections allowed per host."),
                of.key(
                        "max_requests",
                        Quantity.count(1, 1_000_000_000, UNLIMITED),
                        defaults.maxRequests(),
                        "Requests after which a connection to HOST is drained."),
                dialRate(of, defaults),
                defaults.idleConnBytes());
    }

    private static Key<Duration> idleTime(Names of, PoolSettings defaults) {
        String clamp = "; clamped below net.http.server_idle_time, so that no request meets a peer that is closing.";
        return of.key(
                "idle_conn_time",
                Quantity.duration(Duration.ofMillis(100), DAY, DEFAULT),
                defaults.idleTime(),
                "Longest time a connection to HOST is kept without a request"
                        + (of.layer == Layer.PEERS ? clamp : "."));
    }

    private static Key<Duration> maxLifetime(Names of, PoolSettings defaults) {
        return of.key(
                "max_lifetime",
                Quantity.duration(Duration.ofSeconds(1), Duration.ofDays(7), PLAIN),
                defaults.maxLifetime(),
                "Age at which a connection to HOST is drained, varied by 10 % either way, so that new HOSTS get load.");
    }

    private static Key<Integer> dialRate(Names of, PoolSettings defaults) {
        return of.key(
                "dial_rate",
                Quantity.count(1, 100_000, UNLIMITED),
                defaults.dialRate(),
                "Most dials begun in a second to HOST, after a burst of as many as may dial at a time; those that keep"
                        + " connections ready count too.");
    }

    /** In the order of the reference. */
    List<Key<?>> all() {
        return List.of(
                idleTime,
                idleConns,
                idleConnsPerHost,
                connsPerHost,
                maxWaiters,
                acquireTimeout,
                dialsPerHost,
                connectTimeout,
                tlsTimeout,
                maxLifetime,
                minIdle,
                maxRequests,
                dialRate);
    }

    PoolSettings settings(KeyValues values) {
        int perHost = values.get(idleConnsPerHost);
        return new PoolSettings(
                values.get(idleTime),
                orUnlimited(values.get(idleConns)),
                Math.max(perHost, 0),
                values.get(connsPerHost),
                values.get(maxWaiters),
                values.get(acquireTimeout),
                values.get(dialsPerHost),
                values.get(connectTimeout),
                values.get(tlsTimeout),
                values.get(maxLifetime),
                values.get(minIdle),
                orUnlimited(values.get(maxRequests)),
                orUnlimited(values.get(dialRate)),
                idleConnBytes);
    }

    private static int orUnlimited(int count) {
        return count == 0 ? Integer.MAX_VALUE : count;
    }
}
