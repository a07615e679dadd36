package dev.cistern.net.client;

import dev.cistern.conf.PeerProtocol;
import dev.cistern.conf.TransportSettings;
import dev.cistern.net.CloseReason;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One event loop's exchanges in progress, HTTP/2 connections and connections to be drained, looked at every {@value
 * #SWEEP_MILLIS} ms while there are any: a timer for each of them would cost more than all of their work. Confined to the
 * event loop, except where said.
 */
final class Loop {
    static final long SWEEP_MILLIS = 250;

    private final ContextInternal context;
    private final Loops all;
    /** In no order; each knows its place. */
    private final List<Exchange> exchanges = new ArrayList<>();

    private final Set<ClientConnection> multiplexed = new LinkedHashSet<>();
    /** Connections under a trust that is not in force any more, and when each is to be drained. */
    private final Map<ClientConnection, Long> outdated = new LinkedHashMap<>();

    private boolean sweeping;

    /** @param all what is the same for all event loops */
    Loop(ContextInternal context, Loops all) {
        this.context = context;
        this.all = all;
    }

    /** The heartbeat of a new connection. */
    Heartbeat heartbeat() {
        return new Heartbeat(all.phase());
    }

    PingPermits permits() {
        return all.permits();
    }

    Patience patience() {
        return all.patience();
    }

    /** By the client's clock. */
    long now() {
        return all.now();
    }

    /** The protocol that connections dialled now speak. Any thread. */
    PeerProtocol protocol() {
        return all.transport().protocol();
    }

    ContextInternal context() {
        return context;
    }

    void begin(Exchange exchange) {
        exchange.place = exchanges.size();
        exchanges.add(exchange);
        keepSweeping();
    }

    void end(Exchange exchange) {
        Exchange last = exchanges.remove(exchanges.size() - 1);
        if (last != exchange) {
            exchanges.set(exchange.place, last);
            last.place = exchange.place;
        }
    }

    void watch(ClientConnection connection) {
        multiplexed.add(connection);
        keepSweeping();
    }

    void forget(ClientConnection connection) {
        multiplexed.remove(connection);
        outdated.remove(connection);
    }

    /** Drains a connection at a moment, because of a changed setting. Any thread. */
    void drainAt(ClientConnection connection, long moment) {
        context.execute(() -> {
            if (!connection.end().isComplete()) {
                outdated.put(connection, moment);
                keepSweeping();
            }
        });
    }

    /** Existing HTTP/2 connections get the new windows, and a new heartbeat at the next sweep. Any thread. */
    void settingsChanged() {
        context.execute(() -> multiplexed.forEach(connection -> connection.windows(all.transport())));
    }

    private void drainOutdated(long now) {
        List<ClientConnection> due = new ArrayList<>();
        outdated.forEach((connection, moment) -> {
            if (now - moment >= 0) {
                due.add(connection);
            }
        });
        due.forEach(outdated::remove);
        due.forEach(connection -> connection.drain(CloseReason.CONFIG_DRAIN));
    }

    private void keepSweeping() {
        if (!sweeping) {
            sweeping = true;
            context.setTimer(SWEEP_MILLIS, timer -> sweep());
        }
    }

    private void sweep() {
        sweeping = false;
        long now = all.now();
        List<Exchange> patient = new ArrayList<>(exchanges);
        patient.forEach(exchange -> exchange.check(now));
        List<ClientConnection> beating = new ArrayList<>(multiplexed);
        TransportSettings settings = all.transport();
        beating.forEach(connection -> connection.heartbeat(settings, now));
        drainOutdated(now);
        if (!exchanges.isEmpty() || !multiplexed.isEmpty() || !outdated.isEmpty()) {
            keepSweeping();
        }
    }
}
