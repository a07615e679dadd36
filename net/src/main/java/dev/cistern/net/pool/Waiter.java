package dev.cistern.net.pool;

import dev.cistern.net.pool.Chain.Link;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A request for a connection, in the queue of its host while it waits. Guarded by the pool's lock, but for what never
 * changes, and for its answer and the alarm, which are confined to the waiter's event loop.
 *
 * @param <C> the connection
 */
final class Waiter<C> {
    final HostKey key;
    final Shard<C> shard;
    final Wanted wanted;
    /** When its request came: its time to wait counts from then. */
    long arrivedAt;

    private final Acquirer<C> acquirer;
    final Link<Waiter<C>> inQueue = new Link<>(this);

    /** Its place in the order of dials and waiters. */
    long order;
    /** When it asked: later than its request arrived, if this is a retry. */
    long askedAt;
    /** Ends the wait when its time is over; set when it has to wait. */
    private @Nullable Future<?> alarm;

    private boolean answered;

    Waiter(HostKey key, Shard<C> shard, Wanted wanted, Acquirer<C> acquirer) {
        this.key = key;
        this.shard = shard;
        this.wanted = wanted;
        this.acquirer = acquirer;
    }

    boolean waits() {
        return inQueue.linked();
    }

    /** Sets the alarm. Called on the waiter's event loop. */
    void wakeBy(Future<?> next) {
        alarm = next;
    }

    /** Whether there is an answer. Called on the waiter's event loop. */
    boolean answered() {
        return answered;
    }

    /** Called on the waiter's event loop. */
    void grant(Lease<C> lease) {
        silence();
        acquirer.granted(lease);
    }

    /** Called on the waiter's event loop. */
    void refuse(AcquireException why) {
        silence();
        acquirer.refused(why);
    }

    private void silence() {
        answered = true;
        if (alarm != null) {
            alarm.cancel(false);
            alarm = null;
        }
    }
}
