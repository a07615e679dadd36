package dev.cistern.conf.load;

import dev.cistern.conf.Key;
import dev.cistern.conf.KeyValues;
import dev.cistern.conf.Keys;
import dev.cistern.conf.PoolKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rules that span keys: clamps values in place and says why. Confined to one resolution. */
final class CrossChecks {
    /** How often pools look for connections whose time is over; the latest one can be closed that much late. */
    private static final Duration SWEEP = Duration.ofMillis(250);

    private static final Duration MOST_MARGIN = Duration.ofSeconds(2);

    private final KeyValues values;
    private final long fileDescriptors;
    private final Map<String, String> reasons = new LinkedHashMap<>();
    /** Of values that were left to the node: nothing is wrong with them. */
    private final Map<String, String> bounds = new LinkedHashMap<>();

    private final List<String> warnings = new ArrayList<>();

    /**
     * Checks nothing yet.
     *
     * @param fileDescriptors most the process may have open; 0 or less when unknown
     */
    CrossChecks(KeyValues values, long fileDescriptors) {
        this.values = values;
        this.fileDescriptors = fileDescriptors;
    }

    void run() {
        clampPeerIdleTime();
        clampToMemory(Keys.PEERS);
        clampToMemory(Keys.BACKENDS);
        clampPool(Keys.PEERS);
        clampPool(Keys.BACKENDS);
        clamp(
                Keys.STREAM_WINDOW,
                values.get(Keys.CONN_WINDOW),
                "a stream cannot have more than its connection, %s %s"
                        .formatted(Keys.CONN_WINDOW.name(), values.text(Keys.CONN_WINDOW)));
        if (fileDescriptors > 0) {
            clamp(
                    Keys.MAX_CONNS,
                    (int) Math.min(Integer.MAX_VALUE, Math.max(1, descriptorBudget())),
                    "80 % of the " + fileDescriptors + " file descriptors of the process");
        }
        warn();
    }

    /** Why keys are clamped, by name: what {@code net.http.strict} refuses. */
    Map<String, String> reasons() {
        return reasons;
    }

    /** Why keys that were unlimited have a limit all the same, by name. */
    Map<String, String> bounds() {
        return bounds;
    }

    List<String> warnings() {
        return warnings;
    }

    /** A peer closes after its server idle time; a request must never meet that close half-way. */
    private void clampPeerIdleTime() {
        Duration server = values.get(Keys.SERVER_IDLE_TIME);
        Duration quarter = server.dividedBy(4);
        Duration margin = quarter.compareTo(MOST_MARGIN) < 0 ? quarter : MOST_MARGIN;
        Duration most = Duration.ofMillis(server.minus(SWEEP).minus(margin).toMillis());
        clamp(
                Keys.PEERS.idleTime(),
                most,
                "must end before the peer closes: %s %s less %d ms sweep and %d ms margin"
                        .formatted(
                                Keys.SERVER_IDLE_TIME.name(),
                                values.text(Keys.SERVER_IDLE_TIME),
                                SWEEP.toMillis(),
                                margin.toMillis()));
    }

    /** Unlimited is what memory holds. */
    private void clampToMemory(PoolKeys keys) {
        Key<Integer> idle = keys.idleConns();
        long most = Math.min(Integer.MAX_VALUE - 1, values.get(Keys.IDLE_MEMORY) / keys.idleConnBytes());
        String why = "%s %s / %d KiB for each idle connection"
                .formatted(Keys.IDLE_MEMORY.name(), values.text(Keys.IDLE_MEMORY), keys.idleConnBytes() / 1024);
        if (values.get(idle) == 0) {
            values.put(idle, Integer.MAX_VALUE);
            clamp(idle, (int) most, "0 is unlimited as far as memory goes, " + why, bounds);
        } else {
            clamp(idle, (int) most, why);
        }
    }

    private void clampPool(PoolKeys keys) {
        int perHost = values.get(keys.idleConnsPerHost());
        if (perHost > 0) {
            int total = values.get(keys.idleConns());
            String why = "not more than " + keys.idleConns().name() + " " + total;
            boolean leftToNode = bounds.containsKey(keys.idleConns().name());
            clamp(keys.idleConnsPerHost(), total, why, leftToNode ? bounds : reasons);
            int most = values.get(keys.connsPerHost());
            clamp(
                    keys.idleConnsPerHost(),
                    most,
                    "not more than " + keys.connsPerHost().name() + " " + most);
        }
        int kept = Math.max(0, values.get(keys.idleConnsPerHost()));
        clamp(keys.minIdle(), kept, "not more than the " + kept + " idle connections allowed per host");
    }

    private void warn() {
        if (values.get(Keys.IDLE_TIMEOUT).compareTo(values.get(Keys.HEARTBEAT_INTERVAL)) <= 0) {
            warnings.add("%s %s is not above %s %s: connections may be given up that are only slow"
                    .formatted(
                            Keys.IDLE_TIMEOUT.name(),
                            values.text(Keys.IDLE_TIMEOUT),
                            Keys.HEARTBEAT_INTERVAL.name(),
                            values.text(Keys.HEARTBEAT_INTERVAL)));
        }
        warnLifetime(Keys.SERVER_MAX_LIFETIME, Keys.SERVER_IDLE_TIME);
        warnLifetime(Keys.PEERS.maxLifetime(), Keys.PEERS.idleTime());
        warnLifetime(Keys.BACKENDS.maxLifetime(), Keys.BACKENDS.idleTime());
        long sum = (long) values.get(Keys.MAX_CONNS)
                + values.get(Keys.PEERS.idleConns())
                + values.get(Keys.BACKENDS.idleConns());
        if (fileDescriptors > 0 && sum > descriptorBudget()) {
            warnings.add("%s, %s and %s make %d connections together, more than 80 %% of the %d file descriptors"
                    .formatted(
                            Keys.MAX_CONNS.name(),
                            Keys.PEERS.idleConns().name(),
                            Keys.BACKENDS.idleConns().name(),
                            sum,
                            fileDescriptors));
        }
    }

    private void warnLifetime(Key<Duration> lifetime, Key<Duration> idle) {
        if (values.get(lifetime).compareTo(values.get(idle)) <= 0) {
            warnings.add("%s %s is not above %s %s: connections end by age before they can be idle that long"
                    .formatted(lifetime.name(), values.text(lifetime), idle.name(), values.text(idle)));
        }
    }

    private long descriptorBudget() {
        return fileDescriptors / 5 * 4 + fileDescriptors % 5 * 4 / 5;
    }

    private <T extends Comparable<T>> void clamp(Key<T> key, T most, String why) {
        clamp(key, most, why, reasons);
    }

    private <T extends Comparable<T>> void clamp(Key<T> key, T most, String why, Map<String, String> into) {
        if (values.get(key).compareTo(most) > 0) {
            values.put(key, most);
            into.put(key.name(), "clamped to " + values.text(key) + ": " + why);
        }
    }
}
