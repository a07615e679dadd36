package dev.cistern.net.server;

import dev.cistern.net.CloseReason;
import dev.cistern.net.server.ServerConnection.Phase;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a shard does because time has passed. Confined to its event loop. */
final class Upkeep {
    /** How long a socket may take to be gone once its connection is closed. */
    static final Duration LINGER = Duration.ofSeconds(1);

    private final Shard shard;
    private final Gate gate;

    Upkeep(Shard shard, Gate gate) {
        this.shard = shard;
        this.gate = gate;
    }

    /** Closes what is due, begins to drain what has outlived its time, and counts the histograms. */
    void sweep(long now) {
        Limits limits = gate.limits();
        shard.traffic().looked(now, gate.open());
        inspect(shard.idle.first(), now, limits);
        inspect(shard.busy.first(), now, limits);
        long linger = LINGER.toNanos();
        ServerConnection next = shard.leaving.first();
        while (next != null && now - next.since >= linger) {
            ServerConnection after = next.after;
            next.wire.cut();
            next = after;
        }
        shard.tally().ages.show();
        shard.tally().idleTimes.show();
    }

    private void inspect(@Nullable ServerConnection first, long now, Limits limits) {
        ServerConnection next = first;
        while (next != null) {
            ServerConnection connection = next;
            next = connection.after;
            if (connection.doomed) {
                takeTurn(connection, now);
                continue;
            }
            CloseReason due = connection.dueByTime(now, limits);
            if (due != null && !stillSending(connection, due, now)) {
                if (due == CloseReason.SHUTDOWN && connection.phase != Phase.IDLE) {
                    gate.cutOne();
                }
                shard.close(connection, due);
                continue;
            }
            if (connection.outdated(now, gate.certificate()) && replaced(connection, now)) {
                continue;
            }
            CloseReason worn = connection.worn(now, limits);
            if (worn != null) {
                shard.drain(connection, worn, now);
            }
            count(connection, now);
        }
    }

    /**
     * Gives up a connection whose certificate is not in force any more: after what it does now, else at once if it is its
     * turn.
     *
     * @return whether it is closed
     */
    private boolean replaced(ServerConnection connection, long now) {
        boolean mayClose = connection.phase == Phase.IDLE && !connection.http2();
        if (!mayClose) {
            shard.drain(connection, CloseReason.CONFIG_DRAIN, now);
            return false;
        }
        if (!gate.configDrains.lets(now)) {
            return false;
        }
        shard.close(connection, CloseReason.CONFIG_DRAIN);
        return true;
    }

    /** Closes a doomed connection, or leaves it for a later sweep, whatever else is due. */
    private void takeTurn(ServerConnection connection, long now) {
        if (gate.configDrains.lets(now)) {
            shard.close(connection, CloseReason.CONFIG_DRAIN);
        } else {
            count(connection, now);
        }
    }

    /** An HTTP/2 stream ends before its last bytes are sent; until they are, its connection is not idle. */
    private static boolean stillSending(ServerConnection connection, CloseReason due, long now) {
        if (due == CloseReason.IDLE_TIMEOUT && connection.wire.hasUnsent()) {
            connection.since = now;
            return true;
        }
        return false;
    }

    private void count(ServerConnection connection, long now) {
        shard.tally().ages.count(now - connection.openedAt);
        if (connection.phase == Phase.IDLE) {
            shard.tally().idleTimes.count(now - connection.since);
        }
    }
}
