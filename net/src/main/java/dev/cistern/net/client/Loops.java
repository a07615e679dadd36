package dev.cistern.net.client;

import dev.cistern.conf.TransportSettings;
import io.netty.channel.EventLoop;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** The event loops that a client works on, each known from its first use on. Safe for all threads. */
final class Loops {
    private final VertxInternal vertx;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final Patience patience;
    private final PingPermits permits = new PingPermits();
    private final Map<EventLoop, Loop> loops = new ConcurrentHashMap<>();
    private volatile TransportSettings transport;

    /** @param random sets heartbeats apart; used by one thread at a time */
    Loops(
            VertxInternal vertx,
            LongSupplier nanoTime,
            TransportSettings transport,
            Patience patience,
            RandomGenerator random) {
        this.vertx = vertx;
        this.nanoTime = nanoTime;
        this.transport = transport;
        this.patience = patience;
        this.random = random;
    }

    PingPermits permits() {
        return permits;
    }

    Patience patience() {
        return patience;
    }

    /** Those in force. */
    TransportSettings transport() {
        return transport;
    }

    long now() {
        return nanoTime.getAsLong();
    }

    /** The caller's context where it is on an event loop, else one on an event loop near it. */
    ContextInternal context() {
        ContextInternal current = vertx.getOrCreateContext();
        return current.isEventLoopContext()
                ? current
                : of(current.nettyEventLoop()).context();
    }

    Loop of(EventLoop loop) {
        Loop known = loops.get(loop);
        return known != null ? known : loops.computeIfAbsent(loop, this::begin);
    }

    private Loop begin(EventLoop loop) {
        ContextInternal context = vertx.contextBuilder().withEventLoop(loop).build();
        return new Loop(context, this);
    }

    /** Where in its interval a heartbeat begins, from 0.75 to 1: those made together do not beat together. */
    float phase() {
        synchronized (random) {
            return 0.75f + 0.25f * random.nextFloat();
        }
    }

    void apply(TransportSettings next) {
        transport = next;
        loops.values().forEach(Loop::settingsChanged);
    }
}
