package dev.cistern.net.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.net.CloseReason;
import dev.cistern.net.pool.FalsePool.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How often a connection may be leased ({@code max_requests}). */
final class MaxRequestsTest {

    private static FalsePool pool(int maxRequests) {
        return new FalsePool(new Knobs().maxRequests(maxRequests).settings());
    }

    private static void use(FalsePool pool, int times) {
        for (int i = 0; i < times; i++) {
            pool.giveBack(pool.lease());
        }
    }

    @Test
    void aConnectionIsClosedWhenItsLastRequestIsReturned() {
        FalsePool pool = pool(3);
        use(pool, 2);
        assertThat(pool.closes).isEmpty();
        use(pool, 1);
        assertThat(pool.closes).containsExactly(CloseReason.MAX_REQUESTS);
        use(pool, 6);
        assertThat(pool.closes).hasSize(3);
        assertThat(pool.host().tally.dials).isEqualTo(3);
    }

    @Test
    void aConnectionOfSeveralStreamsTakesNoStreamBeyondItsLastAndIsClosedWithTheRest() {
        FalsePool pool = pool(3);
        Grant<Socket> first = pool.lease();
        pool.state.capacity(first.pooled(), 10, pool.now);
        List<Grant<Socket>> held = List.of(pool.lease(), pool.lease());
        assertThat(held).allMatch(grant -> grant.pooled() == first.pooled());
        assertThat(pool.lease().pooled()).isNotSameAs(first.pooled());
        assertThat(pool.host().draining).isEqualTo(1);
        pool.giveBack(first);
        pool.giveBack(held.get(0));
        assertThat(pool.closes).isEmpty();
        pool.giveBack(held.get(1));
        assertThat(pool.closes).containsExactly(CloseReason.MAX_REQUESTS);
    }

    @Test
    void aFreshConnectionOfSeveralStreamsServesNoMoreWaitersThanItMay() {
        FalsePool pool = pool(2);
        pool.expectedCapacity = 5;
        List<Waiter<Socket>> waiters = List.of(pool.ask(), pool.ask(), pool.ask());
        pool.state.capacity(pool.dials.get(0), 5, pool.now);
        pool.connect();
        assertThat(pool.granted).containsOnlyKeys(waiters.get(0), waiters.get(1));
        assertThat(pool.dials).hasSize(1);
    }

    @Test
    void loweredMaxRequestsClosesIdleConnectionsThatHadAsManyAtOnce() {
        FalsePool pool = pool(Integer.MAX_VALUE);
        use(pool, 5);
        Grant<Socket> other = pool.lease();
        use(pool, 4);
        pool.giveBack(other);
        assertThat(pool.apply(new Knobs().maxRequests(6).settings())).isEqualTo(new Applied(0, 1));
        assertThat(pool.closes).containsExactly(CloseReason.CONFIG_DRAIN);
        assertThat(other.connection().closed).isTrue();
        assertThat(pool.host().idle.size()).isEqualTo(1);
    }

    @Test
    void loweredMaxRequestsReachesAnActiveConnectionAtItsReturn() {
        FalsePool pool = pool(Integer.MAX_VALUE);
        use(pool, 4);
        Grant<Socket> active = pool.lease();
        assertThat(pool.apply(new Knobs().maxRequests(2).settings())).isEqualTo(new Applied(0, 0));
        pool.pass(Duration.ofSeconds(1));
        assertThat(pool.closes).isEmpty();
        pool.giveBack(active);
        assertThat(pool.closes).containsExactly(CloseReason.MAX_REQUESTS);
    }

    @Test
    void raisedMaxRequestsHoldsForAConnectionInItsLastRequest() {
        FalsePool pool = pool(2);
        use(pool, 1);
        Grant<Socket> last = pool.lease();
        pool.pass(Duration.ofSeconds(1));
        assertThat(pool.apply(new Knobs().maxRequests(3).settings())).isEqualTo(new Applied(0, 0));
        pool.giveBack(last);
        assertThat(pool.closes).isEmpty();
        assertThat(pool.lease().pooled()).isSameAs(last.pooled());
    }
}
