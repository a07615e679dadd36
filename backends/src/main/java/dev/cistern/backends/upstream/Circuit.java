package dev.cistern.backends.upstream;

import dev.cistern.conf.RetrySettings;

/**
 * Whether a host is worth asking. After so many failures in a row it is taken for gone, and one request in each recheck
 * time goes through to see; the first answer closes the circuit again. Times are nanoseconds of one clock. Guarded by itself.
 */
final class Circuit {

    /** As figures and metrics call it. */
    enum State {
        /** Requests go through. */
        CLOSED,
        /** The host is taken for gone. */
        OPEN
    }

    private int failures;
    private boolean open;
    private long askedAt;

    /** Whether a request may be sent now; where the host is taken for gone, that is the one that looks. */
    synchronized boolean admit(long now, RetrySettings settings) {
        if (!open) {
            return true;
        }
        if (now - askedAt < settings.recheckTime().toNanos()) {
            return false;
        }
        askedAt = now;
        return true;
    }

    /** @return whether that has opened it */
    synchronized boolean failed(long now, RetrySettings settings) {
        failures = Math.min(Integer.MAX_VALUE - 1, failures) + 1;
        boolean opens = !open && failures >= settings.failures();
        if (opens) {
            open = true;
        }
        if (open) {
            askedAt = now;
        }
        return opens;
    }

    /** @return whether that has closed it */
    synchronized boolean answered() {
        boolean closes = open;
        failures = 0;
        open = false;
        return closes;
    }

    synchronized State state() {
        return open ? State.OPEN : State.CLOSED;
    }

    /** In a row, until now. */
    synchronized int failures() {
        return failures;
    }

    /** How long until a request is let through; 0 where one is now. */
    synchronized long waitNanos(long now, RetrySettings settings) {
        return open ? Math.max(0, settings.recheckTime().toNanos() - (now - askedAt)) : 0;
    }
}
