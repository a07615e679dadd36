package dev.cistern.bench.flip;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Every live setting of the connection layers but the files of TLS, turned one at a time to another value than it has. One
 * thread's.
 */
public final class Knobs {
    private static final List<Knob> SERVER = List.of(
            Knob.of("net.http.server_idle_time", "2s", "3s", "5s", "10s", "20s", "30s"),
            Knob.of("net.http.header_timeout", "2s", "5s", "16s", "30s"),
            Knob.of("net.http.max_conns", "512", "1000", "4000", "16384"),
            Knob.of("net.http.server_max_lifetime", "1s", "3s", "10s", "1m", "1h"),
            Knob.of("net.http.server_max_requests", "0", "20", "100", "1000"),
            Knob.of("net.http.drain_time", "5s", "30s", "1m"));

    private static final List<Knob> TROUBLE = List.of(
            Knob.of("net.http.backend_attempts", "2", "3", "5"),
            Knob.of("net.http.backend_deadline", "30s", "1m", "2m"),
            Knob.of("net.http.backend_failures", "8", "50", "1000"),
            Knob.of("net.http.backend_recheck_time", "100ms", "1s", "2s"),
            Knob.of("net.http.backend_hedge_after", "off", "1ms", "20ms", "1s"));

    private static final List<Knob> TRANSPORT = List.of(
            Knob.of("net.http.strict", "true", "false"),
            Knob.of("net.http.idle_memory", "1MiB", "4MiB", "64MiB"),
            Knob.of("transport.heartbeat_interval_ms", "200", "500", "2000", "5000"),
            Knob.of("transport.idle_timeout_ms", "3000", "5000", "10000", "20000"),
            Knob.of("transport.conn_window_bytes", "256KiB", "1MiB", "16MiB", "32MiB"),
            Knob.of("transport.stream_window_bytes", "64KiB", "256KiB", "4MiB", "8MiB"),
            Knob.of("transport.protocol", "http1", "http2"),
            Knob.of("transport.keepalive_enabled", "true", "false"));

    private final SplittableRandom random;
    private final List<Knob> all;
    private final Map<String, String> turned = new HashMap<>();

    public Knobs(SplittableRandom random) {
        this(random, all());
    }

    private Knobs(SplittableRandom random, List<Knob> all) {
        this.random = random;
        this.all = all;
    }

    /** Those of layer 3 alone. */
    public static Knobs ofBackends(SplittableRandom random) {
        List<Knob> those = new ArrayList<>(pool("net.http.backend_"));
        those.addAll(TROUBLE);
        return new Knobs(random, List.copyOf(those));
    }

    static List<Knob> all() {
        List<Knob> all = new ArrayList<>(SERVER);
        all.addAll(pool("net.http."));
        all.addAll(pool("net.http.backend_"));
        all.addAll(TROUBLE);
        all.addAll(TRANSPORT);
        return List.copyOf(all);
    }

    private static List<Knob> pool(String prefix) {
        return List.of(
                Knob.of(prefix + "idle_conn_time", "500ms", "1s", "3s", "6s", "15s"),
                Knob.of(prefix + "idle_conns", "0", "8", "32", "200", "2000"),
                Knob.of(prefix + "idle_conns_per_host", "2", "8", "32", "100"),
                Knob.of(prefix + "conns_per_host", "24", "64", "128", "256"),
                Knob.of(prefix + "max_waiters", "256", "1024", "4096"),
                Knob.of(prefix + "acquire_timeout", "10s", "20s", "30s"),
                Knob.of(prefix + "dials_per_host", "2", "8", "16", "32"),
                Knob.of(prefix + "connect_timeout", "3s", "5s", "10s"),
                Knob.of(prefix + "tls_timeout", "3s", "5s", "10s"),
                Knob.of(prefix + "max_lifetime", "1s", "3s", "30s", "10m"),
                Knob.of(prefix + "min_idle", "0", "1", "2", "8"),
                Knob.of(prefix + "max_requests", "0", "50", "200", "1000"),
                Knob.of(prefix + "dial_rate", "0", "100", "250", "1000"));
    }

    /** The next turn: a key and a value that is not the last one it was turned to. */
    public Map.Entry<String, String> next() {
        Knob knob = all.get(random.nextInt(all.size()));
        String before = turned.getOrDefault(knob.key(), "");
        String value = before;
        while (value.equals(before)) {
            value = knob.values().get(random.nextInt(knob.values().size()));
        }
        return Map.entry(knob.key(), value);
    }

    /** It was accepted. */
    public void turned(String key, String value) {
        turned.put(key, value);
    }
}
