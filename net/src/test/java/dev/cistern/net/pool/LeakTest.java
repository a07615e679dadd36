package dev.cistern.net.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.net.CloseReason;
import dev.cistern.net.pool.FalsePool.Socket;
import java.lang.ref.WeakReference;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Leases that are dropped without being returned. */
final class LeakTest {

    @Test
    void aDroppedLeaseIsNoticedAtTheNextSweepAndItsConnectionClosed() {
        FalsePool pool = new FalsePool(new Knobs().conns(1).settings());
        Grant<Socket> held = pool.lease();
        Waiter<Socket> waiter = pool.ask();
        FalsePool.drop(held);
        pool.sweep();
        assertThat(pool.closes).containsExactly(CloseReason.LEAK);
        assertThat(pool.figures().leaked()).isEqualTo(1);
        assertThat(pool.figures().leases()).isZero();
        pool.connect();
        assertThat(pool.granted).containsKey(waiter);
    }

    @Test
    void aLeaseThatIsHeldIsNoLeakHoweverLong() {
        FalsePool pool = new FalsePool(FalsePool.SETTINGS);
        Object holder = new Object();
        pool.lease().heldBy(new WeakReference<>(holder));
        pool.pass(FalsePool.SETTINGS.idleTime());
        assertThat(pool.leaks).isEmpty();
        assertThat(holder).isNotNull();
    }

    @Test
    void aReturnedLeaseIsNoLeakWhenItsObjectIsGone() {
        FalsePool pool = new FalsePool(FalsePool.SETTINGS);
        Grant<Socket> held = pool.lease();
        pool.giveBack(held);
        FalsePool.drop(held);
        pool.sweep();
        assertThat(pool.leaks).isEmpty();
        assertThat(pool.host().idle.size()).isEqualTo(1);
    }

    @Test
    void aReturnThatComesAfterTheLeakWasNoticedDoesNothing() {
        FalsePool pool = new FalsePool(FalsePool.SETTINGS);
        Grant<Socket> held = pool.lease();
        FalsePool.drop(held);
        pool.sweep();
        pool.giveBack(held);
        assertThat(pool.figures().leases()).isZero();
        assertThat(pool.closes).containsExactly(CloseReason.LEAK);
    }

    @Test
    void ofAConnectionWithSeveralLeasesTheOthersFinish() {
        FalsePool pool = new FalsePool(FalsePool.SETTINGS);
        Grant<Socket> first = pool.lease();
        pool.state.capacity(first.pooled(), 3, pool.now);
        List<Grant<Socket>> others = List.of(pool.lease(), pool.lease());
        FalsePool.drop(others.get(0));
        pool.sweep();
        assertThat(pool.closes).isEmpty();
        assertThat(pool.host().draining).isEqualTo(1);
        FalsePool.drop(others.get(1));
        pool.sweep();
        pool.giveBack(first);
        assertThat(pool.closes).containsExactly(CloseReason.LEAK);
        assertThat(pool.figures().leaked()).isEqualTo(2);
    }

    @Test
    void aDrainingConnectionIsNotKeptOpenByADroppedLease() {
        FalsePool pool = new FalsePool(FalsePool.SETTINGS);
        Grant<Socket> held = pool.lease();
        pool.state.drained(held.pooled(), CloseReason.GOAWAY, pool.now);
        FalsePool.drop(held);
        pool.sweep();
        assertThat(pool.closes).containsExactly(CloseReason.GOAWAY);
        assertThat(pool.figures().leaked()).isEqualTo(1);
    }
}
