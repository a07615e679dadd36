package dev.cistern.net.pool;

import static dev.cistern.net.pool.FalsePool.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.net.CloseReason;
import dev.cistern.net.pool.AcquireException.Code;
import dev.cistern.net.pool.FalsePool.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What each setting, changed, does to the connections and waiters that are there: the lines that have no test elsewhere. */
final class LiveSettingsTest {
    private static final HostKey OTHER = new HostKey("http", "192.0.2.2", 80);
    private static final Applied NOTHING = new Applied(0, 0);

    private static FalsePool pool(Knobs knobs) {
        return new FalsePool(knobs.settings());
    }

    private static List<Waiter<Socket>> ask(FalsePool pool, int count) {
        List<Waiter<Socket>> waiters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            waiters.add(pool.ask());
        }
        return waiters;
    }

    @Test
    void raisedConnsPerHostWakesNoMoreWaitersThanMayDialAtATime() {
        FalsePool pool = pool(new Knobs().conns(1).dials(3));
        Grant<Socket> held = pool.lease();
        ask(pool, 10);
        assertThat(pool.apply(new Knobs().conns(50).dials(3).settings())).isEqualTo(new Applied(3, 0));
        assertThat(pool.dials).hasSize(3);
        pool.connectAll();
        assertThat(pool.granted).hasSize(11);
        assertThat(held.connection().closed).isFalse();
    }

    @Test
    void loweredConnsPerHostClosesIdleOnesLeastRecentlyUsedFirstAndTheRestAtTheirReturn() {
        FalsePool pool = pool(new Knobs().conns(10));
        List<Grant<Socket>> held = pool.leases(10);
        pool.giveBack(held.subList(0, 4));
        assertThat(pool.apply(new Knobs().conns(7).settings())).isEqualTo(new Applied(0, 3));
        assertThat(held.subList(0, 4))
                .extracting(grant -> grant.connection().closed)
                .containsExactly(true, true, true, false);
        assertThat(pool.apply(new Knobs().conns(2).settings())).isEqualTo(new Applied(0, 1));
        assertThat(held.subList(4, 10)).noneMatch(grant -> grant.connection().closed);
        pool.giveBack(held.subList(4, 10));
        assertThat(pool.host().open).isEqualTo(2);
        assertThat(pool.closes).hasSize(8).containsOnly(CloseReason.CONFIG_DRAIN);
    }

    @Test
    void loweredIdlePerHostClosesEachHostsLeastRecentlyUsedAndTouchesNoActiveOne() {
        FalsePool pool = pool(new Knobs());
        Grant<Socket> active = pool.lease();
        List<Grant<Socket>> held = pool.leases(5);
        Grant<Socket> other = pool.lease(OTHER, 0);
        pool.giveBack(other);
        pool.giveBack(held);
        assertThat(pool.apply(new Knobs().idlePerHost(2).settings())).isEqualTo(new Applied(0, 3));
        assertThat(held).extracting(grant -> grant.connection().closed).containsExactly(true, true, true, false, false);
        assertThat(pool.closes).hasSize(3).containsOnly(CloseReason.CONFIG_DRAIN);
        assertThat(List.of(active, other)).noneMatch(grant -> grant.connection().closed);
    }

    @Test
    void raisedIdleCapsKeepWhatIsReturnedFromThenOn() {
        FalsePool pool = pool(new Knobs().idlePerHost(1));
        List<Grant<Socket>> held = pool.leases(3);
        pool.giveBack(held.get(0));
        assertThat(pool.apply(new Knobs().idlePerHost(3).settings())).isEqualTo(NOTHING);
        pool.giveBack(held.get(1));
        pool.giveBack(held.get(2));
        assertThat(pool.host().idle.size()).isEqualTo(3);
        assertThat(pool.closes).isEmpty();
    }

    @Test
    void loweredMaxLifetimeClosesIdleConnectionsThatAreOlderAtOnce() {
        FalsePool pool = pool(new Knobs().idleTime(Duration.ofMinutes(5)));
        List<Grant<Socket>> old = pool.leases(3);
        pool.pass(Duration.ofSeconds(20));
        Grant<Socket> young = pool.lease();
        pool.giveBack(old);
        pool.giveBack(young);
        Applied applied = pool.apply(new Knobs()
                .idleTime(Duration.ofMinutes(5))
                .lifetime(Duration.ofSeconds(10))
                .settings());
        assertThat(applied).isEqualTo(new Applied(0, 3));
        assertThat(pool.closes).hasSize(3).containsOnly(CloseReason.CONFIG_DRAIN);
        assertThat(young.connection().closed).isFalse();
    }

    @Test
    void loweredMaxLifetimeDrainsActiveConnectionsWithinASweepAndClosesThemAtTheirReturn() {
        FalsePool pool = pool(new Knobs());
        Grant<Socket> held = pool.lease();
        pool.pass(Duration.ofSeconds(20));
        assertThat(pool.apply(new Knobs().lifetime(Duration.ofSeconds(10)).settings()))
                .isEqualTo(NOTHING);
        pool.pass(Upkeep.SWEEP);
        assertThat(pool.host().draining).isEqualTo(1);
        assertThat(held.connection().closed).isFalse();
        pool.giveBack(held);
        assertThat(pool.closes).containsExactly(CloseReason.MAX_LIFETIME);
    }

    @Test
    void raisedMaxLifetimeHoldsForConnectionsThatAreThere() {
        FalsePool pool = pool(new Knobs().lifetime(Duration.ofSeconds(10)).idleTime(Duration.ofHours(2)));
        List<Grant<Socket>> held = pool.leases(2);
        pool.giveBack(held.get(0));
        assertThat(pool.apply(new Knobs()
                        .lifetime(Duration.ofHours(1))
                        .idleTime(Duration.ofHours(2))
                        .settings()))
                .isEqualTo(NOTHING);
        pool.pass(Duration.ofMinutes(1));
        pool.giveBack(held.get(1));
        assertThat(pool.closes).isEmpty();
        assertThat(pool.host().draining).isZero();
    }

    @Test
    void raisedMinIdleIsThereWithinASweep() {
        FalsePool pool = pool(new Knobs());
        pool.giveBack(pool.lease());
        pool.pass(Upkeep.SWEEP);
        assertThat(pool.dials).isEmpty();
        assertThat(pool.apply(new Knobs().minIdle(5).settings()).idleClosing()).isZero();
        pool.pass(Upkeep.SWEEP);
        pool.connectAll();
        assertThat(pool.host().idle.size()).isEqualTo(5);
    }

    @Test
    void loweredMinIdleClosesNothingBeforeItsIdleTime() {
        FalsePool pool = pool(new Knobs().minIdle(4));
        pool.giveBack(pool.lease());
        pool.pass(Upkeep.SWEEP);
        pool.connectAll();
        assertThat(pool.apply(new Knobs().minIdle(0).settings())).isEqualTo(NOTHING);
        pool.pass(Upkeep.SWEEP);
        assertThat(pool.host().idle.size()).isEqualTo(4);
        pool.pass(FalsePool.SETTINGS.idleTime());
        assertThat(pool.host().open).isZero();
    }

    @Test
    void loweredMaxWaitersRefusesWhoComesAndFailsNobodyWhoWaits() {
        FalsePool pool = pool(new Knobs().conns(1).maxWaiters(10));
        Grant<Socket> held = pool.lease();
        List<Waiter<Socket>> waiters = ask(pool, 5);
        assertThat(pool.apply(new Knobs().conns(1).maxWaiters(2).settings())).isEqualTo(NOTHING);
        assertThat(pool.failed).isEmpty();
        assertThat(pool.code(pool.ask())).isEqualTo(Code.TOO_MANY_WAITERS);
        pool.giveBack(held);
        for (Waiter<Socket> waiter : waiters) {
            pool.giveBack(pool.grant(waiter));
        }
        assertThat(pool.failed).hasSize(1);
    }

    @Test
    void raisedMaxWaitersLetsMoreWait() {
        FalsePool pool = pool(new Knobs().conns(1).maxWaiters(1));
        Grant<Socket> held = pool.lease();
        pool.ask();
        assertThat(pool.code(pool.ask())).isEqualTo(Code.TOO_MANY_WAITERS);
        assertThat(pool.apply(new Knobs().conns(1).maxWaiters(2).settings())).isEqualTo(NOTHING);
        Waiter<Socket> waiter = pool.ask();
        assertThat(pool.code(waiter)).isNull();
        pool.giveBack(held);
        pool.giveBack(pool.grant(pool.grantOrder.get(pool.grantOrder.size() - 1)));
        assertThat(pool.granted).containsKey(waiter);
    }

    @Test
    void raisedAcquireTimeoutHoldsForThoseWhoWait() {
        FalsePool pool = pool(new Knobs().acquireTimeout(Duration.ofSeconds(1)));
        Waiter<Socket> waiter = pool.ask();
        assertThat(pool.apply(new Knobs().acquireTimeout(Duration.ofSeconds(3)).settings()))
                .isEqualTo(NOTHING);
        pool.pass(Duration.ofSeconds(3).minusNanos(1));
        assertThat(pool.state.expire(waiter, pool.now)).isEqualTo(1);
        pool.now++;
        assertThat(pool.state.expire(waiter, pool.now)).isZero();
        assertThat(pool.code(waiter)).isEqualTo(Code.TIMEOUT);
    }

    @Test
    void raisedDialsPerHostBeginsMoreDialsAtOnce() {
        FalsePool pool = pool(new Knobs().dials(2));
        ask(pool, 6);
        assertThat(pool.dials).hasSize(2);
        assertThat(pool.apply(new Knobs().dials(5).settings())).isEqualTo(new Applied(3, 0));
        assertThat(pool.dials).hasSize(5);
    }

    @Test
    void loweredDialsPerHostLetsTheDialsThatAreUnderWayFinish() {
        FalsePool pool = pool(new Knobs().dials(4));
        List<Waiter<Socket>> waiters = ask(pool, 8);
        assertThat(pool.apply(new Knobs().dials(1).settings())).isEqualTo(NOTHING);
        pool.connect();
        pool.connect();
        pool.connect();
        assertThat(pool.dials).hasSize(1);
        pool.connect();
        assertThat(pool.granted).containsOnlyKeys(waiters.subList(0, 4));
        assertThat(pool.dials).hasSize(1);
    }

    @Test
    void changedConnectAndTlsTimeoutsHoldForTheNextDial() {
        FalsePool pool = pool(new Knobs());
        pool.ask();
        Duration connect = Duration.ofMillis(77);
        Duration tls = Duration.ofMillis(99);
        assertThat(pool.apply(new Knobs().handshake(connect, tls).settings())).isEqualTo(NOTHING);
        pool.ask();
        assertThat(pool.lastDial().settings().connectTimeout()).isEqualTo(connect);
        assertThat(pool.lastDial().settings().tlsTimeout()).isEqualTo(tls);
    }

    @Test
    void nothingOfAChangeTouchesAnActiveConnection() {
        FalsePool pool = pool(new Knobs());
        List<Grant<Socket>> held = pool.leases(20);
        pool.pass(Duration.ofSeconds(30));
        Knobs tight = new Knobs()
                .idleTime(Duration.ofMillis(100))
                .idleConns(1)
                .idlePerHost(1)
                .conns(1)
                .maxWaiters(0)
                .acquireTimeout(Duration.ofMillis(10))
                .dials(1)
                .lifetime(Duration.ofSeconds(1))
                .maxRequests(1)
                .dialRate(1);
        assertThat(pool.apply(tight.settings())).isEqualTo(NOTHING);
        pool.pass(Duration.ofSeconds(30));
        assertThat(held).noneMatch(grant -> grant.connection().closed);
        assertThat(pool.host(HOST).leases).isEqualTo(20);
        pool.giveBack(held);
        assertThat(pool.host(HOST).open).isZero();
    }
}
