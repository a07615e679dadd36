package dev.cistern.net.client;

import dev.cistern.conf.TransportSettings;
import io.netty.channel.EventLoop;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** The event loops that a client works on, each known from its first use on. Safe for all threads. */
final class Loops {
    private final VertxInternal vertx;
    private final LongSupplier nanoTime;
    private final Map<EventLoop, Loop> loops = new ConcurrentHashMap<>();
    private volatile TransportSettings transport;

    Loops(VertxInternal vertx, LongSupplier nanoTime, TransportSettings transport) {
        this.vertx = vertx;
        this.nanoTime = nanoTime;
        this.transport = transport;
    }

    /** The caller's context where it is on an event loop, else one on an event loop near it. */
    ContextInternal context() {
        ContextInternal current = vertx.getOrCreateContext();
        return current.isEventLoopContext()
                ? current
                : of(current.nettyEventLoop()).context();
    }

    Loop of(EventLoop loop) {
        return loops.computeIfAbsent(
                loop,
                unknown ->
                        new Loop(vertx.contextBuilder().withEventLoop(unknown).build(), () -> transport, nanoTime));
    }

    void apply(TransportSettings next) {
        transport = next;
        loops.values().forEach(Loop::settingsChanged);
    }
}
