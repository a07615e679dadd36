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
        Key<Integer> minIdle) {

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
                        2));
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
                        0));
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
                        "Most idle connections to all HOSTS together."),
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
                        "Idle connections kept ready for HOST; clamped to the idle connections allowed per host."));
    }

    private static Key<Duration> idleTime(Names of, PoolSettings defaults) {
        String clamp =
                of.layer == Layer.PEERS ? "; clamped below net.http.server_idle_time, so that no request meets" : ".";
        String sentence = "Longest time a connection to HOST is kept without a request" + clamp;
        return of.key(
                "idle_conn_time",
                Quantity.duration(Duration.ofMillis(100), DAY, DEFAULT),
                defaults.idleTime(),
                of.layer == Layer.PEERS ? sentence + " a peer that is just closing." : sentence);
    }

    private static Key<Duration> maxLifetime(Names of, PoolSettings defaults) {
        return of.key(
                "max_lifetime",
                Quantity.duration(Duration.ofSeconds(1), Duration.ofDays(7), PLAIN),
                defaults.maxLifetime(),
                "Age at which a connection to HOST is drained, varied by 10 % either way, so that new HOSTS get load.");
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
                minIdle);
    }

    PoolSettings settings(KeyValues values) {
        int idle = values.get(idleConns);
        int perHost = values.get(idleConnsPerHost);
        return new PoolSettings(
                values.get(idleTime),
                idle == 0 ? Integer.MAX_VALUE : idle,
                Math.max(perHost, 0),
                values.get(connsPerHost),
                values.get(maxWaiters),
                values.get(acquireTimeout),
                values.get(dialsPerHost),
                values.get(connectTimeout),
                values.get(tlsTimeout),
                values.get(maxLifetime),
                values.get(minIdle));
    }
}
