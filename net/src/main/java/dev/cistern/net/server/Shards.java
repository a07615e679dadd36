package dev.cistern.net.server;

import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** The shards by event loop, and what they share. Safe for all threads. */
final class Shards {
    private final Gate gate;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final ConcurrentHashMap<EventLoop, Shard> byLoop = new ConcurrentHashMap<>();
    private final Promise<Drained> drained = Promise.promise();
    private volatile int openAtStop;

    Shards(Gate gate, LongSupplier nanoTime, RandomGenerator random) {
        this.gate = gate;
        this.nanoTime = nanoTime;
        this.random = random;
    }

    Gate gate() {
        return gate;
    }

    /** The shard of a loop; on the first call begins its sweeps, which end with the loop. */
    Shard of(EventLoop loop) {
        return byLoop.computeIfAbsent(loop, first -> {
            Shard shard = new Shard(gate, nanoTime);
            long millis = Shard.SWEEP.toMillis();
            var unused = first.scheduleWithFixedDelay(shard::sweep, millis, millis, TimeUnit.MILLISECONDS);
            return shard;
        });
    }

    /** A factor from 0.9 to 1.1 for a lifetime, so that connections made together do not end together. */
    float lifetimeFactor() {
        synchronized (random) {
            return 0.9f + 0.2f * random.nextFloat();
        }
    }

    Collection<Shard> all() {
        return byLoop.values();
    }

    /** Calls a function with each shard, on its event loop. */
    <T> Future<List<T>> onEach(Function<Shard, T> function) {
        List<Future<T>> results = new ArrayList<>();
        byLoop.forEach((loop, shard) -> {
            Promise<T> result = Promise.promise();
            results.add(result.future());
            loop.execute(() -> {
                try {
                    result.complete(function.apply(shard));
                } catch (RuntimeException failure) {
                    result.fail(failure);
                }
            });
        });
        return Future.all(results).map(all -> all.<T>list());
    }

    /** Closes what is idle on every loop, and says when no connection is left. */
    Future<Drained> stop() {
        if (!gate.stopping()) {
            openAtStop = gate.open();
            gate.stop();
            onEach(shard -> {
                        shard.stop();
                        return true;
                    })
                    .onComplete(done -> socketGone());
        }
        return drained.future();
    }

    /** A socket is gone; if it was the last one of a node that stops, the drain is complete. */
    void socketGone() {
        if (gate.stopping() && gate.sockets() == 0) {
            drained.tryComplete(new Drained(openAtStop, gate.cut()));
        }
    }
}
