package dev.cistern.net.pool;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of leases that were dropped: of one a second, and how many there were since. Guarded by itself. */
final class LeakLog {
    private static final Logger log = LoggerFactory.getLogger(LeakLog.class);
    private static final long QUIET_NANOS = 1_000_000_000L;

    private long toldAt;
    private long untold;
    private boolean told;

    /**
     * Tells of a lease, or keeps it for the next time.
     *
     * @param host where its connection leads
     * @param heldNanos since when it had been held
     * @param now when it was noticed
     */
    synchronized void leaked(HostKey host, long heldNanos, long now) {
        untold++;
        if (told && now - toldAt < QUIET_NANOS) {
            return;
        }
        told = true;
        toldAt = now;
        log.atWarn()
                .addKeyValue("host", host)
                .addKeyValue("heldMillis", heldNanos / 1_000_000)
                .addKeyValue("leases", untold)
                .log("a connection was leased and never returned; it is closed (leak)");
        untold = 0;
    }
}
