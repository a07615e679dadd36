package dev.cistern.net.pool;

import static dev.cistern.net.pool.FalsePool.HOST;
import static dev.cistern.net.pool.FalsePool.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.conf.PoolSettings;
import dev.cistern.net.CloseReason;
import dev.cistern.net.pool.AcquireException.Code;
import dev.cistern.net.pool.FalsePool.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Who gets which connection. */
final class PoolStateTest {
    private static final HostKey OTHER = new HostKey("http", "192.0.2.2", 80);

    private static PoolSettings limits(int idle, int idlePerHost, int conns, int waiters, int dials) {
        return new PoolSettings(
                SETTINGS.idleTime(),
                idle,
                idlePerHost,
                conns,
                waiters,
                SETTINGS.acquireTimeout(),
                dials,
                SETTINGS.connectTimeout(),
                SETTINGS.tlsTimeout(),
                SETTINGS.maxLifetime(),
                0,
                SETTINGS.maxRequests(),
                SETTINGS.dialRate(),
                SETTINGS.idleConnBytes());
    }

    @Test
    void theMostRecentlyUsedIdleConnectionIsReused() {
        FalsePool pool = new FalsePool(SETTINGS);
        List<Grant<Socket>> held = pool.leases(3);
        pool.giveBack(held.get(1));
        pool.giveBack(held.get(2));
        pool.giveBack(held.get(0));
        assertThat(pool.lease().pooled()).isSameAs(held.get(0).pooled());
        assertThat(pool.lease().pooled()).isSameAs(held.get(2).pooled());
    }

    @Test
    void theConnectionOfTheOwnLoopComesFirstThenThatOfAnother() {
        FalsePool pool = new FalsePool(SETTINGS, 2, new Random(1));
        Grant<Socket> first = pool.lease(HOST, 0);
        Grant<Socket> second = pool.lease(HOST, 1);
        pool.giveBack(first);
        pool.giveBack(second);
        assertThat(pool.lease(HOST, 0).pooled()).isSameAs(first.pooled());
        assertThat(pool.lease(HOST, 0).pooled()).isSameAs(second.pooled());
        assertThat(pool.dials).isEmpty();
    }

    @Test
    void freshAndReusedAreToldApart() {
        FalsePool pool = new FalsePool(SETTINGS);
        Grant<Socket> first = pool.lease();
        pool.giveBack(first);
        pool.now += 7;
        Grant<Socket> second = pool.lease();
        assertThat(first.fresh()).isTrue();
        assertThat(second.fresh()).isFalse();
        assertThat(second.idleNanos()).isEqualTo(7);
    }

    @Test
    void aReturnedConnectionServesTheWaiterThatIsDiallingAndTheDialServesTheNext() {
        FalsePool pool = new FalsePool(SETTINGS);
        Grant<Socket> held = pool.lease();
        Waiter<Socket> waiter = pool.ask();
        assertThat(pool.dials).hasSize(1);
        pool.giveBack(held);
        assertThat(pool.grant(waiter).pooled()).isSameAs(held.pooled());
        Waiter<Socket> next = pool.ask();
        assertThat(pool.dials).hasSize(1);
        pool.connect();
        assertThat(pool.grant(next).fresh()).isTrue();
    }

    @Test
    void aDialThatNobodyWaitsForAnyMoreBecomesIdle() {
        FalsePool pool = new FalsePool(SETTINGS);
        Waiter<Socket> waiter = pool.ask();
        assertThat(pool.state.cancel(waiter)).isTrue();
        assertThat(pool.state.cancel(waiter)).isFalse();
        assertThat(pool.code(waiter)).isEqualTo(Code.CANCELLED);
        pool.connect();
        assertThat(pool.host().idle.size()).isEqualTo(1);
    }

    @Test
    void aFreshOneIsDialledThoughAnotherIsIdle() {
        FalsePool pool = new FalsePool(SETTINGS);
        pool.giveBack(pool.lease());
        Waiter<Socket> waiter = pool.ask(HOST, 0, Wanted.FRESH);
        assertThat(pool.granted).doesNotContainKey(waiter);
        pool.connect();
        assertThat(pool.grant(waiter).fresh()).isTrue();
        assertThat(pool.host().idle.size()).isEqualTo(1);
    }

    @Test
    void anIdleConnectionGivesWayToAFreshOneAtTheLimit() {
        FalsePool pool = new FalsePool(limits(2_000, 100, 2, 10, 2));
        List<Grant<Socket>> held = pool.leases(2);
        pool.giveBack(held);
        Waiter<Socket> waiter = pool.ask(HOST, 0, Wanted.FRESH);
        assertThat(pool.closes).containsExactly(CloseReason.IDLE_CAP_HOST);
        assertThat(held.get(0).connection().closed).isTrue();
        pool.connect();
        assertThat(pool.grant(waiter).fresh()).isTrue();
    }

    @Test
    void aWaiterForAFreshOneDoesNotHoldUpThoseBehindIt() {
        FalsePool pool = new FalsePool(limits(2_000, 100, 1, 10, 1));
        Grant<Socket> held = pool.lease();
        Waiter<Socket> fresh = pool.ask(HOST, 0, Wanted.FRESH);
        Waiter<Socket> any = pool.ask();
        pool.giveBack(held);
        assertThat(pool.granted).containsKey(any).doesNotContainKey(fresh);
        pool.giveBack(pool.grant(any));
        pool.connect();
        assertThat(pool.granted).containsKey(fresh);
    }

    @Test
    void whoWantsASpareOneIsGivenAnIdleOneOrADialThatBeginsAtOnce() {
        FalsePool pool = new FalsePool(limits(2_000, 100, 2, 10, 2));
        pool.giveBack(pool.lease());
        assertThat(pool.granted).containsKey(pool.ask(HOST, 0, Wanted.SPARE));
        Waiter<Socket> dialled = pool.ask(HOST, 0, Wanted.SPARE);
        assertThat(pool.dials).hasSize(1);
        pool.connect();
        assertThat(pool.granted).containsKey(dialled);
    }

    @Test
    void whoWantsASpareOneWaitsForNobodysAndIsRefusedAtOnceWithoutCountingAsOneWhoGotNone() {
        FalsePool pool = new FalsePool(limits(2_000, 100, 2, 10, 1));
        Grant<Socket> held = pool.lease();
        Waiter<Socket> dialling = pool.ask();
        assertThat(pool.code(pool.ask(HOST, 0, Wanted.SPARE)))
                .as("no dial may be begun")
                .isEqualTo(Code.NONE_SPARE);
        pool.connect();
        assertThat(pool.code(pool.ask(HOST, 0, Wanted.SPARE)))
                .as("all are in use")
                .isEqualTo(Code.NONE_SPARE);
        Waiter<Socket> waiting = pool.ask();
        pool.giveBack(held);
        assertThat(pool.granted).containsKeys(dialling, waiting);
        assertThat(pool.host().tally.refused).isZero();
    }

    @Test
    void waitersOverTheLimitAreRefusedButThoseThatADialIsForAreNoWaiters() {
        FalsePool pool = new FalsePool(limits(2_000, 100, 2, 1, 2));
        Waiter<Socket> first = pool.ask();
        Waiter<Socket> second = pool.ask();
        Waiter<Socket> third = pool.ask();
        Waiter<Socket> fourth = pool.ask();
        assertThat(pool.code(fourth)).isEqualTo(Code.TOO_MANY_WAITERS);
        assertThat(pool.failed).doesNotContainKeys(first, second, third);
        assertThat(pool.dials).hasSize(2);
    }

    @Test
    void aWaitEndsWhenTheTimeSinceTheArrivalIsOver() {
        FalsePool pool = new FalsePool(SETTINGS);
        Waiter<Socket> waiter = pool.ask();
        pool.now += Duration.ofSeconds(5).toNanos() - 1;
        assertThat(pool.state.expire(waiter, pool.now)).isEqualTo(1);
        pool.now++;
        assertThat(pool.state.expire(waiter, pool.now)).isZero();
        assertThat(pool.code(waiter)).isEqualTo(Code.TIMEOUT);
        Waiter<Socket> retry = new Waiter<>(HOST, pool.shards.get(0), Wanted.ANY, FalsePool.NOBODY);
        retry.arrivedAt = waiter.arrivedAt;
        pool.state.acquire(retry, pool.now);
        assertThat(pool.code(retry)).isEqualTo(Code.TIMEOUT);
    }

    @Test
    void aFailedDialFailsTheOldestWaiterThatWasThereWhenItBegan() {
        FalsePool pool = new FalsePool(limits(2_000, 100, 10, 10, 1));
        Grant<Socket> held = pool.lease();
        Waiter<Socket> served = pool.ask();
        Pooled<Socket> dial = pool.dials.get(0);
        pool.giveBack(held);
        Waiter<Socket> younger = pool.ask();
        pool.refuse(dial);
        assertThat(pool.granted).containsKey(served);
        assertThat(pool.failed).doesNotContainKey(younger);
        assertThat(pool.dials).hasSize(1);
        pool.refuse(pool.dials.get(0));
        assertThat(pool.code(younger)).isEqualTo(Code.DIAL_FAILED);
        assertThat(pool.dials).isEmpty();
    }

    @Test
    void afterAFailedDialTheNextWaiterGetsADialOfItsOwn() {
        FalsePool pool = new FalsePool(limits(2_000, 100, 10, 10, 1));
        Waiter<Socket> first = pool.ask();
        Waiter<Socket> second = pool.ask();
        pool.refuse(pool.dials.get(0));
        assertThat(pool.failed).containsOnlyKeys(first);
        pool.connect();
        assertThat(pool.granted).containsOnlyKeys(second);
    }

    @Test
    void whenAHostIsFullItsLeastRecentlyUsedDiesAndNotTheReturningOne() {
        FalsePool pool = new FalsePool(limits(2_000, 2, 10, 10, 10));
        List<Grant<Socket>> held = pool.leases(3);
        pool.giveBack(held);
        assertThat(held).extracting(grant -> grant.connection().closed).containsExactly(true, false, false);
        assertThat(pool.closes).containsExactly(CloseReason.IDLE_CAP_HOST);
    }

    @Test
    void whenThePoolIsFullTheOldestIdleOfAllHostsDies() {
        FalsePool pool = new FalsePool(limits(2, 2, 10, 10, 10));
        Grant<Socket> oldest = pool.lease(OTHER, 0);
        List<Grant<Socket>> held = pool.leases(2);
        pool.giveBack(oldest);
        pool.giveBack(held);
        assertThat(oldest.connection().closed).isTrue();
        assertThat(pool.closes).containsExactly(CloseReason.IDLE_CAP_TOTAL);
    }

    @Test
    void withPoolingOffNothingIsReused() {
        FalsePool pool = new FalsePool(limits(2_000, 0, 10, 10, 10));
        pool.giveBack(pool.lease());
        assertThat(pool.lease().fresh()).isTrue();
        assertThat(pool.closes).containsExactly(CloseReason.IDLE_CAP_HOST);
    }

    @Test
    void aConnectionThatLooksClosedIsNotHandedOut() {
        FalsePool pool = new FalsePool(SETTINGS);
        Grant<Socket> first = pool.lease();
        pool.giveBack(first);
        first.connection().dead = true;
        assertThat(pool.lease().fresh()).isTrue();
        assertThat(pool.closes).containsExactly(CloseReason.PEER_FIN_IDLE);
    }

    @Test
    void aConnectionOfSeveralStreamsIsLeasedUntilItIsFullAndMoreAreDialledAsNeeded() {
        FalsePool pool = new FalsePool(SETTINGS);
        pool.expectedCapacity = 2;
        List<Waiter<Socket>> waiters = List.of(pool.ask(), pool.ask(), pool.ask());
        assertThat(pool.dials).hasSize(2);
        Pooled<Socket> first = pool.dials.get(0);
        pool.state.capacity(first, 2, pool.now);
        pool.connect(first);
        assertThat(pool.granted).containsOnlyKeys(waiters.get(0), waiters.get(1));
        assertThat(first.leases).isEqualTo(2);
        assertThat(pool.grant(waiters.get(1)).fresh()).isTrue();
        pool.state.capacity(first, 3, pool.now);
        assertThat(pool.grant(waiters.get(2)).pooled()).isSameAs(first);
    }

    @Test
    void aDrainingConnectionTakesNoNewLeaseAndIsClosedWithItsLast() {
        FalsePool pool = new FalsePool(SETTINGS);
        Grant<Socket> first = pool.lease();
        pool.state.capacity(first.pooled(), 2, pool.now);
        Grant<Socket> second = pool.lease();
        pool.state.drained(first.pooled(), CloseReason.GOAWAY, pool.now);
        pool.giveBack(first);
        assertThat(pool.lease().pooled()).isNotSameAs(first.pooled());
        assertThat(pool.closes).isEmpty();
        pool.giveBack(second);
        assertThat(pool.closes).containsExactly(CloseReason.GOAWAY);
    }

    @Test
    void aConnectionThatIsGoneTakesItsLeasesWithIt() {
        FalsePool pool = new FalsePool(limits(2_000, 100, 1, 10, 1));
        Grant<Socket> held = pool.lease();
        Waiter<Socket> waiter = pool.ask();
        pool.state.gone(held.pooled(), CloseReason.PEER_RST, pool.now);
        pool.giveBack(held);
        assertThat(pool.host().open).isEqualTo(1);
        pool.connect();
        assertThat(pool.granted).containsKey(waiter);
    }

    @Test
    void aConnectionThatDiesBeforeItsDialIsReportedIsNeverLeased() {
        FalsePool pool = new FalsePool(SETTINGS);
        Waiter<Socket> waiter = pool.ask();
        pool.state.gone(pool.dials.get(0), CloseReason.PEER_RST, pool.now);
        pool.connect();
        assertThat(pool.granted).doesNotContainKey(waiter);
        assertThat(pool.dials).hasSize(1);
    }

    @Test
    void theHostAskedForTheLongestAgoIsForgottenForANewOne() {
        FalsePool pool = new FalsePool(SETTINGS);
        Grant<Socket> held = pool.lease();
        for (int port = 1; port <= Hosts.MOST; port++) {
            pool.now++;
            pool.giveBack(pool.lease(new HostKey("http", "192.0.2.9", port), 0));
        }
        assertThat(pool.state.hosts.all()).hasSize(Hosts.MOST);
        assertThat(pool.state.hosts.get(HOST)).isNotNull();
        assertThat(pool.state.hosts.get(new HostKey("http", "192.0.2.9", 1))).isNull();
        assertThat(pool.state.hosts.forgotten.opened).isEqualTo(1);
        pool.giveBack(held);
    }

    @Test
    void whenAllHostsAreInUseANewOneIsRefused() {
        FalsePool pool = new FalsePool(SETTINGS);
        for (int port = 1; port <= Hosts.MOST; port++) {
            pool.lease(new HostKey("http", "192.0.2.9", port), 0);
        }
        assertThat(pool.code(pool.ask())).isEqualTo(Code.TOO_MANY_HOSTS);
    }
}
