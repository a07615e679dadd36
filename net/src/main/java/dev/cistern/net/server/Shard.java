package dev.cistern.net.server;

import dev.cistern.net.CloseReason;
import dev.cistern.net.server.ServerConnection.Phase;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The client connections of one event loop; confined to it, except for its {@link Tally}. Events change a connection's
 * state first; what follows from the state is done after, in one place.
 */
final class Shard {
    /** How often connections are looked at. */
    static final Duration SWEEP = Duration.ofMillis(250);

    private final Gate gate;
    private final LongSupplier nanoTime;
    private final Tally tally = new Tally();
    private final Traffic traffic;
    /** Least recently used first. */
    final ConnectionList idle = new ConnectionList();

    final ConnectionList busy = new ConnectionList();
    /** Closed, their sockets not gone yet, the longest closed first. */
    final ConnectionList leaving = new ConnectionList();

    private final Upkeep upkeep;

    Shard(Gate gate, LongSupplier nanoTime) {
        this.gate = gate;
        this.nanoTime = nanoTime;
        this.traffic = new Traffic(gate.startedAt);
        this.upkeep = new Upkeep(this, gate);
    }

    Tally tally() {
        return tally;
    }

    Traffic traffic() {
        return traffic;
    }

    ServerConnection opened(Wire wire, float lifetimeFactor) {
        long now = nanoTime.getAsLong();
        ServerConnection connection = new ServerConnection(wire, now, lifetimeFactor);
        idle.take(connection);
        tally.accepted.add(1);
        traffic.accepted(now, gate.open());
        return connection;
    }

    /** Turned away: it was never open, and is only waited for until its socket is gone. */
    ServerConnection refused(Wire wire) {
        ServerConnection connection = new ServerConnection(wire, nanoTime.getAsLong(), 1);
        connection.phase = Phase.CLOSED;
        leaving.take(connection);
        tally.refused.add(1);
        return connection;
    }

    void bytesCame(ServerConnection connection) {
        Phase before = connection.phase;
        if (before == Phase.IDLE || before == Phase.ACTIVE) {
            connection.bytesCame(before == Phase.IDLE ? nanoTime.getAsLong() : 0);
            moved(connection, before);
        }
    }

    void handshakeEnded(ServerConnection connection) {
        Phase before = connection.phase;
        if (before != Phase.CLOSED) {
            connection.handshakeEnded(nanoTime.getAsLong());
            moved(connection, before);
        }
    }

    void becameHttp2(ServerConnection connection, int streams) {
        Phase before = connection.phase;
        if (before != Phase.CLOSED) {
            long now = nanoTime.getAsLong();
            traffic.ended(now, connection.inFlight());
            connection.becameHttp2(streams, now);
            if (connection.draining()) {
                connection.wire.goAway();
            }
            for (int stream = 0; stream < streams; stream++) {
                began(connection, -1, now);
            }
            moved(connection, before);
        }
    }

    void requestBegan(ServerConnection connection) {
        Phase before = connection.phase;
        if (before != Phase.CLOSED) {
            long now = nanoTime.getAsLong();
            began(connection, connection.requestBegan(now), now);
            moved(connection, before);
        }
    }

    private void began(ServerConnection connection, long gapNanos, long now) {
        tally.requests.add(1);
        traffic.began(now);
        if (gapNanos >= 0) {
            tally.gaps.count(gapNanos);
            traffic.gap(gapNanos);
        }
        CloseReason worn = connection.worn(now, gate.limits());
        if (worn == CloseReason.MAX_REQUESTS) {
            drain(connection, worn, now);
        }
    }

    void requestEnded(ServerConnection connection) {
        Phase before = connection.phase;
        if (before != Phase.CLOSED) {
            connection.requestEnded(connection.handling() ? 0 : nanoTime.getAsLong());
            moved(connection, before);
        }
    }

    void responseEnded(ServerConnection connection) {
        Phase before = connection.phase;
        if (before != Phase.CLOSED) {
            long now = nanoTime.getAsLong();
            traffic.ended(now, 1);
            connection.responseEnded(now);
            moved(connection, before);
        }
    }

    boolean answersLast(ServerConnection connection) {
        return connection.answersLast(connection.draining() ? nanoTime.getAsLong() : 0, gate.limits());
    }

    /** The peer closed the socket, or it is gone after this side closed it. */
    void gone(ServerConnection connection) {
        if (connection.phase != Phase.CLOSED) {
            left(connection, connection.reasonOfPeer());
        }
        ConnectionList.leave(connection);
    }

    /** The HTTP codec or a request's handler closes the socket. */
    void closing(ServerConnection connection) {
        if (connection.phase != Phase.CLOSED) {
            left(connection, connection.reasonOfHandler());
        }
    }

    private void moved(ServerConnection connection, Phase before) {
        Phase now = connection.phase;
        if (now != before) {
            tallyPhase(before, -1);
            tallyPhase(now, 1);
            (now == Phase.IDLE ? idle : busy).take(connection);
            if (now == Phase.IDLE) {
                if (gate.doomSurplus()) {
                    connection.doomed = true;
                }
            } else {
                spare(connection);
            }
        }
        CloseReason due = connection.dueAfterEvent();
        if (due != null) {
            close(connection, due);
        }
    }

    private void tallyPhase(Phase phase, int by) {
        if (phase == Phase.HEADER) {
            tally.inHeader.add(by);
        } else if (phase == Phase.ACTIVE) {
            tally.active.add(by);
        }
    }

    private void spare(ServerConnection connection) {
        if (connection.doomed) {
            connection.doomed = false;
            gate.spared();
        }
    }

    void close(ServerConnection connection, CloseReason reason) {
        left(connection, reason);
        connection.wire.close(reason);
    }

    private void left(ServerConnection connection, CloseReason reason) {
        long now = nanoTime.getAsLong();
        traffic.ended(now, connection.inFlight());
        tallyPhase(connection.phase, -1);
        if (connection.draining()) {
            tally.draining.add(-1);
        }
        spare(connection);
        connection.phase = Phase.CLOSED;
        connection.since = now;
        leaving.take(connection);
        gate.left();
        tally.closed(
                new Tally.Closed(reason, connection.wire.peer(), now - connection.openedAt, connection.requests, now));
    }

    void drain(ServerConnection connection, CloseReason reason, long now) {
        if (!connection.draining()) {
            tally.draining.add(1);
            connection.drain(reason, now);
            if (connection.http2()) {
                connection.wire.goAway();
            }
        } else {
            connection.drain(reason, now);
        }
    }

    /** Closes what is due, begins to drain what has outlived its time, and counts the histograms. */
    void sweep() {
        upkeep.sweep(nanoTime.getAsLong());
    }

    /** How many wait for a request under a certificate that is not in force any more. */
    int idleUnderOldCertificate() {
        int count = 0;
        for (ServerConnection next = idle.first(); next != null; next = next.after) {
            count += next.idleUnderOld(gate.certificate()) ? 1 : 0;
        }
        return count;
    }

    /**
     * Takes up changed limits: spares what an earlier change doomed, and dooms what is idle for longer than the new idle
     * time, if that was lowered.
     *
     * @return since when each idle connection that is not doomed has been idle, least recently used first
     */
    long[] review(Limits before, Limits now) {
        long time = nanoTime.getAsLong();
        long[] spared = new long[idle.size()];
        int count = 0;
        for (ServerConnection next = idle.first(); next != null; next = next.after) {
            spare(next);
            if (now.idleNanos() < before.idleNanos() && time - next.since >= now.idleNanos()) {
                next.doomed = true;
                gate.doom();
            } else {
                spared[count++] = next.since;
            }
        }
        return Arrays.copyOf(spared, count);
    }

    /**
     * Dooms surplus connections that have been idle since a moment or longer, and closes of the doomed what the pace lets.
     *
     * @param since the latest moment, in nanoseconds
     * @return how many are doomed, those of the review included
     */
    int doomIdleSince(long since) {
        int count = 0;
        for (ServerConnection next = idle.first(); next != null; next = next.after) {
            if (!next.doomed && next.since - since <= 0 && gate.doomSurplus()) {
                next.doomed = true;
            }
            if (next.doomed) {
                count++;
            }
        }
        sweep();
        return count;
    }

    /** Since when each idle connection has been idle, least recently used first. */
    long[] idleSince() {
        long[] since = new long[idle.size()];
        int count = 0;
        for (ServerConnection next = idle.first(); next != null; next = next.after) {
            since[count++] = next.since;
        }
        return since;
    }

    /**
     * Closes connections that have been idle since a moment or longer, because file descriptors run short; HTTP/2 peers are
     * told first, and have a grace.
     *
     * @param since the latest moment, in nanoseconds
     * @param left how many more may be closed, on all event loops together
     * @return how many are
     */
    int reclaimIdleSince(long since, AtomicInteger left) {
        long now = nanoTime.getAsLong();
        int count = 0;
        ServerConnection next = idle.first();
        while (next != null && next.since - since <= 0) {
            ServerConnection connection = next;
            next = connection.after;
            boolean toldAlready = connection.http2() && connection.draining();
            if (!toldAlready && left.getAndDecrement() > 0) {
                count++;
                if (connection.http2()) {
                    drain(connection, CloseReason.FD_PRESSURE, now);
                } else {
                    close(connection, CloseReason.FD_PRESSURE);
                }
            }
        }
        return count;
    }

    /** Closes what is idle, and lets the rest finish. */
    void stop() {
        long now = nanoTime.getAsLong();
        stop(idle.first(), now);
        stop(busy.first(), now);
    }

    private void stop(@Nullable ServerConnection first, long now) {
        ServerConnection next = first;
        while (next != null) {
            ServerConnection connection = next;
            next = connection.after;
            drain(connection, CloseReason.SHUTDOWN, now);
            CloseReason due = connection.dueAfterEvent();
            if (due != null) {
                close(connection, due);
            }
        }
    }
}
