package dev.cistern.net.client;

import dev.cistern.net.pool.HostKey;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often hosts let themselves be asked whether they live: one that answers PINGs with ENHANCE_YOUR_CALM gets half as
 * many from then on, for as long as this client lives or until the host is forgotten. Safe for all threads.
 */
final class PingPermits {
    /** Hosts beyond these are forgotten, the one that has complained the longest ago first. */
    static final int MOST_HOSTS = 1_024;

    /** No host gets fewer: after that much silence, a connection is worth a question. */
    static final Duration LONGEST = Duration.ofHours(2);

    private final Map<HostKey, Duration> shortest = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<HostKey, Duration> eldest) {
            return size() > MOST_HOSTS;
        }
    };
    /** Spares most sweeps the lock. */
    private volatile boolean any;

    /** The interval to keep with a host. */
    Duration interval(HostKey host, Duration wanted) {
        if (!any) {
            return wanted;
        }
        synchronized (this) {
            Duration permitted = shortest.get(host);
            return permitted == null || permitted.compareTo(wanted) < 0 ? wanted : permitted;
        }
    }

    /**
     * A host complained. However many of its connections complain of one interval, it is doubled once.
     *
     * @param of the interval that was too short
     */
    synchronized void refused(HostKey host, Duration of) {
        Duration twice = of.multipliedBy(2);
        Duration next = twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
        Duration before = shortest.remove(host);
        shortest.put(host, before != null && before.compareTo(next) > 0 ? before : next);
        any = true;
    }

    /** The hosts that have complained. */
    synchronized Map<HostKey, Duration> read() {
        return Map.copyOf(shortest);
    }
}
