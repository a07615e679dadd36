package dev.cistern.net.client;

import dev.cistern.conf.TransportSettings;

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

    private long askedAt;
    private boolean asking;

    /**
     * What is to be done now.
     *
     * @param settings those in force, so that a change reaches a PING that is on its way
     * @param heardAt when the peer last sent anything
     */
    Step step(TransportSettings settings, long heardAt, long now) {
        if (!settings.keepaliveEnabled()) {
            asking = false;
            return Step.NOTHING;
        }
        if (asking) {
            return now - askedAt >= settings.idleTimeout().toNanos() ? Step.GIVE_UP : Step.NOTHING;
        }
        if (now - heardAt >= settings.heartbeatInterval().toNanos()) {
            asking = true;
            askedAt = now;
            return Step.PING;
        }
        return Step.NOTHING;
    }

    void answered() {
        asking = false;
    }
}
