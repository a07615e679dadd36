package dev.cistern.net.pool;

import dev.cistern.net.CloseReason;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Carries effects out on the event loops that they belong to, when the pool's lock has been left.
 *
 * @param <C> the connection
 */
final class Deeds<C> implements Effects<C> {
    private final Pool<C> pool;
    private final Connector<C> connector;
    /** Guarded by the pool's lock. */
    private List<Deed> decided = new ArrayList<>();

    private final LeakLog leaks = new LeakLog();
    private final AtomicInteger closesUnderway = new AtomicInteger();

    Deeds(Pool<C> pool, Connector<C> connector) {
        this.pool = pool;
        this.connector = connector;
    }

    /** Something to be done on an event loop. */
    record Deed(EventLoop loop, Runnable action) {
        void begin() {
            if (loop.inEventLoop()) {
                action.run();
            } else {
                loop.execute(action);
            }
        }
    }

    /** What was decided since the last call, in that order. Called under the lock. */
    List<Deed> take() {
        return switch (decided.size()) {
            case 0 -> List.of();
            case 1 -> List.of(decided.remove(0));
            default -> {
                List<Deed> taken = decided;
                decided = new ArrayList<>();
                yield taken;
            }
        };
    }

    /** Called without the lock. One that throws keeps none of the others from being done. */
    static void carryOut(List<Deed> deeds) {
        RuntimeException thrown = null;
        for (int at = 0; at < deeds.size(); at++) {
            try {
                deeds.get(at).begin();
            } catch (RuntimeException failure) {
                if (thrown == null) {
                    thrown = failure;
                } else {
                    thrown.addSuppressed(failure);
                }
            }
        }
        if (thrown != null) {
            throw thrown;
        }
    }

    @Override
    public void dial(Pooled<C> connection, Limits limits) {
        decided.add(new Deed(connection.shard.loop, () -> begin(connection, limits)));
    }

    private void begin(Pooled<C> pooled, Limits limits) {
        Dial dial = new Dial(
                pooled.host.key,
                pooled.shard.loop,
                limits.settings().connectTimeout(),
                limits.settings().tlsTimeout(),
                new PooledEvents<>(pool, pooled));
        try {
            connector.dial(dial).onComplete(done -> {
                if (done.succeeded()) {
                    pool.dialled(pooled, done.result());
                } else {
                    pool.dialFailed(pooled, done.cause());
                }
            });
        } catch (RuntimeException failure) {
            pool.dialFailed(pooled, failure);
        }
    }

    @Override
    public void close(C connection, Shard<C> shard, CloseReason reason) {
        closesUnderway.incrementAndGet();
        decided.add(new Deed(shard.loop, () -> {
            try {
                connector.close(connection, reason);
            } finally {
                if (closesUnderway.decrementAndGet() == 0) {
                    pool.endIfOver();
                }
            }
        }));
    }

    /** Whether the connector has still to be told of a close. */
    boolean closing() {
        return closesUnderway.get() > 0;
    }

    @Override
    public void grant(Waiter<C> waiter, Grant<C> grant) {
        decided.add(new Deed(waiter.shard.loop, () -> waiter.grant(new Held<>(pool, grant))));
    }

    @Override
    public void dialLater(HostState<C> host, Shard<C> shard, long at, long nanos) {
        decided.add(new Deed(shard.loop, () -> {
            var alarm = shard.loop.schedule(
                    () -> pool.onEvent((state, now) -> state.dialDue(host, at, now)), nanos, TimeUnit.NANOSECONDS);
            assert alarm != null;
        }));
    }

    @Override
    public void leaked(Grant<C> lease, long now) {
        Pooled<C> pooled = lease.pooled();
        long heldNanos = now - lease.at();
        decided.add(new Deed(pooled.shard.loop, () -> leaks.leaked(pooled.host.key, heldNanos, now)));
    }

    @Override
    public void fail(Waiter<C> waiter, AcquireException failure) {
        decided.add(new Deed(waiter.shard.loop, () -> waiter.refuse(failure)));
    }
}
