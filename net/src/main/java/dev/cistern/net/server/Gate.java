package dev.cistern.net.server;

import java.util.concurrent.atomic.AtomicInteger;

/** What the event loops share: the limits in force and the counts that they are held against. Safe for all threads. */
final class Gate {
    /** Most sockets kept a moment longer at once, so that what was last sent arrives. */
    static final int MAX_LINGERING = 64;

    /** Most idle connections closed in a second because of a changed setting. */
    static final int CONFIG_DRAINS_PER_SECOND = 2_000;

    final Pace configDrains;
    final long startedAt;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger doomed = new AtomicInteger();
    private final AtomicInteger sockets = new AtomicInteger();
    private final AtomicInteger lingering = new AtomicInteger();
    private final AtomicInteger cut = new AtomicInteger();
    private volatile Limits limits;
    private volatile boolean stopping;

    Gate(Limits limits, long now) {
        this.limits = limits;
        this.startedAt = now;
        this.configDrains = new Pace(CONFIG_DRAINS_PER_SECOND, now);
    }

    Limits limits() {
        return limits;
    }

    void limits(Limits next) {
        limits = next;
    }

    /** Takes a place for a new connection, if there is one. */
    boolean admit() {
        if (stopping) {
            return false;
        }
        if (open.incrementAndGet() > limits.maxConns()) {
            open.decrementAndGet();
            return false;
        }
        return true;
    }

    void left() {
        open.decrementAndGet();
    }

    /** Dooms one more idle connection, if there are more open than may be, those doomed already apart. */
    boolean doomSurplus() {
        while (true) {
            int now = doomed.get();
            if (open.get() - now <= limits.maxConns()) {
                return false;
            }
            if (doomed.compareAndSet(now, now + 1)) {
                return true;
            }
        }
    }

    void doom() {
        doomed.incrementAndGet();
    }

    void spared() {
        doomed.decrementAndGet();
    }

    /** How many are open over the limit, those doomed already apart. */
    int surplus() {
        return Math.max(0, open.get() - doomed.get() - limits.maxConns());
    }

    void socketOpened() {
        sockets.incrementAndGet();
    }

    void socketClosed() {
        sockets.decrementAndGet();
    }

    boolean mayLinger() {
        if (lingering.incrementAndGet() > MAX_LINGERING) {
            lingering.decrementAndGet();
            return false;
        }
        return true;
    }

    void lingered() {
        lingering.decrementAndGet();
    }

    void stop() {
        stopping = true;
    }

    boolean stopping() {
        return stopping;
    }

    void cutOne() {
        cut.incrementAndGet();
    }

    int cut() {
        return cut.get();
    }

    int open() {
        return open.get();
    }

    int sockets() {
        return sockets.get();
    }
}
