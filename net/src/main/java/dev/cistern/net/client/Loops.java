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
    private final PingPermits permits = new PingPermits();
    private final Map<EventLoop, Loop> loops = new ConcurrentHashMap<>();
    private volatile TransportSettings transport;

    /** @param random sets heartbeats apart; used by one thread at a time */
    Loops(VertxInternal vertx, LongSupplier nanoTime, TransportSettings transport, RandomGenerator random) {
        this.vertx = vertx;
        this.nanoTime = nanoTime;
        this.transport = transport;
        this.random = random;
    }

    PingPermits permits() {
        return permits;
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
        return new Loop(context, () -> transport, nanoTime, this::phase, permits);
    }

    /** From 0.75 to 1. */
    private float phase() {
        synchronized (random) {
            return 0.75f + 0.25f * random.nextFloat();
        }
    }

    void apply(TransportSettings next) {
        transport = next;
        loops.values().forEach(Loop::settingsChanged);
    }
}
