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
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * One event loop's exchanges in progress, HTTP/2 connections and connections to be drained, looked at every {@value
 * #SWEEP_MILLIS} ms while there are any: a timer for each of them would cost more than all of their work. Confined to the
 * event loop, except where said.
 */
final class Loop {
    static final long SWEEP_MILLIS = 250;

    private final ContextInternal context;
    private final Supplier<TransportSettings> transport;
    private final LongSupplier nanoTime;
    private final Phases phases;
    private final PingPermits permits;
    /** In no order; each knows its place. */
    private final List<Exchange> exchanges = new ArrayList<>();

    private final Set<ClientConnection> multiplexed = new LinkedHashSet<>();
    /** Connections under a trust that is not in force any more, and when each is to be drained. */
    private final Map<ClientConnection, Long> outdated = new LinkedHashMap<>();

    private boolean sweeping;

    /** Where in their interval heartbeats begin, so that connections made together do not beat together. */
    interface Phases {
        /** A part of the interval, above 0 up to 1. */
        float next();
    }

    Loop(
            ContextInternal context,
            Supplier<TransportSettings> transport,
            LongSupplier nanoTime,
            Phases phases,
            PingPermits permits) {
        this.context = context;
        this.transport = transport;
        this.nanoTime = nanoTime;
        this.phases = phases;
        this.permits = permits;
    }

    /** The heartbeat of a new connection. */
    Heartbeat heartbeat() {
        return new Heartbeat(phases.next());
    }

    PingPermits permits() {
        return permits;
    }

    /** The protocol that connections dialled now speak. Any thread. */
    PeerProtocol protocol() {
        return transport.get().protocol();
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
        context.execute(() -> multiplexed.forEach(connection -> connection.windows(transport.get())));
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
        long now = nanoTime.getAsLong();
        List<Exchange> patient = new ArrayList<>(exchanges);
        patient.forEach(exchange -> exchange.check(now));
        List<ClientConnection> beating = new ArrayList<>(multiplexed);
        TransportSettings settings = transport.get();
        beating.forEach(connection -> connection.heartbeat(settings, now));
        drainOutdated(now);
        if (!exchanges.isEmpty() || !multiplexed.isEmpty() || !outdated.isEmpty()) {
            keepSweeping();
        }
    }
}
