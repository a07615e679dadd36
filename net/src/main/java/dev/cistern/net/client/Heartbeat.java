package dev.cistern.net.client;

import dev.cistern.conf.TransportSettings;
import java.time.Duration;

/**
 * When a connection is to be asked whether its peer still lives, and when the answer is overdue. Knows no sockets; confined
 * to one event loop.
 */
final class Heartbeat {
    /** What is to be done. */
    enum Step {
        NOTHING,
        PING,
        GIVE_UP
    }

    private final float phase;
    /** The interval that the connection keeps; after a change, the first silence is cut short by the phase. */
    private long intervalNanos;

    private long firstNanos;
    private boolean asked;
    private long askedAt;
    private boolean asking;

    /** @param phase where in its interval it begins, above 0 up to 1: connections made together get different ones */
    Heartbeat(float phase) {
        this.phase = phase;
    }

    /**
     * What is to be done now.
     *
     * @param settings those in force, so that a change reaches a PING that is on its way
     * @param interval the silence before a PING: that of the settings, or a longer one that the peer asks for
     * @param heardAt when the peer last sent anything
     */
    Step step(TransportSettings settings, Duration interval, long heardAt, long now) {
        if (!settings.keepaliveEnabled()) {
            asking = false;
            return Step.NOTHING;
        }
        if (asking) {
            return now - askedAt >= settings.idleTimeout().toNanos() ? Step.GIVE_UP : Step.NOTHING;
        }
        long nanos = interval.toNanos();
        if (nanos != intervalNanos) {
            intervalNanos = nanos;
            firstNanos = (long) (nanos * (double) phase);
        }
        if (now - heardAt >= firstNanos) {
            firstNanos = intervalNanos;
            asking = true;
            asked = true;
            askedAt = now;
            return Step.PING;
        }
        return Step.NOTHING;
    }

    void answered() {
        asking = false;
    }

    /** Whether the peer was ever asked. */
    boolean asked() {
        return asked;
    }
}
