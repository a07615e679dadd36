package dev.cistern.net.pool;

import dev.cistern.net.pool.Chain.Link;
import io.vertx.core.Promise;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A request for a connection, in the queue of its host while it waits. Guarded by the pool's lock, but for what never
 * changes and for the alarm, which is confined to the waiter's event loop.
 *
 * @param <C> the connection
 */
final class Waiter<C> {
    final HostKey key;
    final Shard<C> shard;
    final Wanted wanted;
    final long arrivedAt;
    final Promise<Lease<C>> promise = Promise.promise();
    final Link<Waiter<C>> inQueue = new Link<>(this);

    /** Its place in the order of dials and waiters. */
    long order;
    /** When it asked: later than its request arrived, if this is a retry. */
    long askedAt;
    /** Ends the wait when its time is over; set when it has to wait. */
    private @Nullable Future<?> alarm;

    Waiter(HostKey key, Shard<C> shard, Wanted wanted, long arrivedAt) {
        this.key = key;
        this.shard = shard;
        this.wanted = wanted;
        this.arrivedAt = arrivedAt;
    }

    boolean waits() {
        return inQueue.linked();
    }

    /** Sets the alarm. Called on the waiter's event loop. */
    void wakeBy(Future<?> next) {
        alarm = next;
    }

    /** Called on the waiter's event loop. */
    void silence() {
        if (alarm != null) {
            alarm.cancel(false);
            alarm = null;
        }
    }
}
