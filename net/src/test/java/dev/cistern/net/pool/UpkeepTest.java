package dev.cistern.net.pool;

import static dev.cistern.net.pool.FalsePool.HOST;
import static dev.cistern.net.pool.FalsePool.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.conf.PoolSettings;
import dev.cistern.net.CloseReason;
import dev.cistern.net.pool.AcquireException.Code;
import dev.cistern.net.pool.FalsePool.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What time and changed settings do to a pool. */
final class UpkeepTest {
    private static final int MANY = 10_000;
    private static final PoolSettings WIDE = settings(Duration.ofSeconds(60), MANY, MANY, Duration.ofMinutes(10), 0);

    private static PoolSettings settings(Duration idle, int idleConns, int conns, Duration lifetime, int minIdle) {
        return new PoolSettings(
                idle,
                idleConns,
                conns,
                conns,
                1_024,
                SETTINGS.acquireTimeout(),
                32,
                SETTINGS.connectTimeout(),
                SETTINGS.tlsTimeout(),
                lifetime,
                minIdle,
                SETTINGS.maxRequests(),
                SETTINGS.dialRate(),
                SETTINGS.idleConnBytes());
    }

    private static PoolSettings conns(int conns) {
        return settings(Duration.ofSeconds(60), 2_000, conns, Duration.ofMinutes(10), 0);
    }

    @Test
    void raisingTheLimitWakesAllWaitersAtOnce() {
        FalsePool pool = new FalsePool(conns(10), 2, new Random(1));
        pool.leases(10);
        List<Waiter<Socket>> waiters = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiters.add(pool.ask(HOST, i % 2, Wanted.ANY));
        }
        assertThat(pool.dials).isEmpty();
        assertThat(pool.apply(conns(50))).isEqualTo(new Applied(5, 0));
        assertThat(pool.dials).hasSize(5);
        pool.connectAll();
        assertThat(pool.granted).containsKeys(waiters.get(0), waiters.get(4));
        assertThat(pool.host().waiters.size()).isZero();
    }

    @Test
    void loweringTenThousandIdleToAHundredTakesASecondAndTouchesNoActiveOne() {
        FalsePool pool = new FalsePool(WIDE);
        List<Grant<Socket>> held = pool.leases(MANY);
        List<Grant<Socket>> active = held.subList(0, 50);
        List<Grant<Socket>> idle = held.subList(50, MANY);
        pool.giveBack(idle);
        Applied applied = pool.apply(settings(Duration.ofSeconds(60), 100, MANY, Duration.ofMinutes(10), 0));
        assertThat(applied.idleClosing()).isEqualTo(MANY - 150);
        assertThat(pool.closes).hasSize(DrainPace.BURST);
        pool.pass(Duration.ofSeconds(1));
        assertThat(pool.closes).hasSize(MANY - 150).containsOnly(CloseReason.CONFIG_DRAIN);
        assertThat(active).noneMatch(grant -> grant.connection().closed);
        assertThat(idle.subList(0, MANY - 150)).allMatch(grant -> grant.connection().closed);
        assertThat(idle.subList(MANY - 150, MANY - 50)).noneMatch(grant -> grant.connection().closed);
    }

    @Test
    void aLoweredIdleTimeReachesExistingConnectionsAtOnceAndTheRestWithinASweep() {
        FalsePool pool = new FalsePool(WIDE);
        List<Grant<Socket>> held = pool.leases(MANY);
        pool.giveBack(held.subList(0, MANY / 2));
        pool.pass(Duration.ofSeconds(3));
        pool.giveBack(held.subList(MANY / 2, MANY));
        pool.pass(Duration.ofSeconds(3));
        Applied applied = pool.apply(settings(Duration.ofSeconds(5), MANY, MANY, Duration.ofMinutes(10), 0));
        assertThat(applied.idleClosing()).isEqualTo(MANY / 2);
        assertThat(pool.closes).hasSize(MANY / 2).containsOnly(CloseReason.CONFIG_DRAIN);
        pool.pass(Duration.ofSeconds(2).plus(Upkeep.SWEEP));
        assertThat(pool.closes.subList(MANY / 2, MANY)).hasSize(MANY / 2).containsOnly(CloseReason.IDLE_TIMEOUT);
    }

    @Test
    void aRaisedIdleTimeHoldsForExistingConnectionsToo() {
        FalsePool pool = new FalsePool(settings(Duration.ofSeconds(2), 100, 100, Duration.ofMinutes(10), 0));
        pool.giveBack(pool.lease());
        assertThat(pool.apply(conns(100))).isEqualTo(new Applied(0, 0));
        pool.pass(Duration.ofSeconds(10));
        assertThat(pool.closes).isEmpty();
    }

    @Test
    void aLoweredLimitOfConnectionsIsReachedAsLeasesAreReturned() {
        FalsePool pool = new FalsePool(conns(10));
        List<Grant<Socket>> held = pool.leases(10);
        assertThat(pool.apply(conns(4))).isEqualTo(new Applied(0, 0));
        Waiter<Socket> waiter = pool.ask();
        pool.giveBack(held.subList(0, 6));
        assertThat(pool.closes).hasSize(6).containsOnly(CloseReason.CONFIG_DRAIN);
        assertThat(pool.granted).doesNotContainKey(waiter);
        pool.giveBack(held.get(6));
        assertThat(pool.granted).containsKey(waiter);
        assertThat(pool.host().open).isEqualTo(4);
    }

    /** A lease that is returned at a moment. */
    private record Work(Grant<Socket> grant, long until) {}

    @Test
    void theLongestWaitIsHardlyLongerThanTheMean() {
        FalsePool pool = new FalsePool(conns(10));
        Random random = new Random(11);
        for (int worker = 0; worker < 100; worker++) {
            pool.ask();
        }
        pool.connectAll();
        List<Long> waits = new ArrayList<>();
        List<Work> working = new ArrayList<>();
        long end = pool.now + Duration.ofSeconds(60).toNanos();
        while (pool.now < end) {
            for (Waiter<Socket> served : pool.grantOrder) {
                waits.add(pool.now - served.arrivedAt);
                long until =
                        pool.now + Duration.ofMillis(195 + random.nextInt(10)).toNanos();
                working.add(new Work(pool.grant(served), until));
            }
            pool.grantOrder.clear();
            pool.now += Duration.ofMillis(1).toNanos();
            List<Work> done =
                    working.stream().filter(work -> work.until() <= pool.now).toList();
            working.removeAll(done);
            for (Work work : done) {
                pool.giveBack(work.grant());
                pool.ask();
            }
        }
        List<Long> steady = waits.subList(100, waits.size());
        double mean = steady.stream().mapToLong(Long::longValue).average().orElseThrow();
        assertThat(steady).hasSizeGreaterThan(2_000);
        assertThat((double) Collections.max(steady)).isLessThanOrEqualTo(1.2 * mean);
        assertThat(pool.failed).isEmpty();
    }

    @Test
    void anIdleConnectionIsClosedAfterItsIdleTime() {
        FalsePool pool = new FalsePool(SETTINGS);
        pool.giveBack(pool.lease());
        pool.pass(SETTINGS.idleTime().minusNanos(1));
        assertThat(pool.closes).isEmpty();
        pool.pass(Upkeep.SWEEP);
        assertThat(pool.closes).containsExactly(CloseReason.IDLE_TIMEOUT);
    }

    @Test
    void theIdleTimeIsCheckedBetweenSweepsToo() {
        FalsePool pool = new FalsePool(SETTINGS);
        pool.giveBack(pool.lease());
        pool.now += SETTINGS.idleTime().toNanos();
        assertThat(pool.lease().fresh()).isTrue();
        assertThat(pool.closes).containsExactly(CloseReason.IDLE_TIMEOUT);
    }

    @Test
    void thePeersWordShortensTheIdleTimeByAMargin() {
        FalsePool pool = new FalsePool(SETTINGS);
        List<Grant<Socket>> held = pool.leases(2);
        held.get(0).pooled().hintNanos = Duration.ofSeconds(5).toNanos();
        held.get(1).pooled().hintNanos = Duration.ofSeconds(1).toNanos();
        pool.giveBack(held);
        pool.pass(Duration.ofMillis(500));
        assertThat(held.get(1).connection().closed).isTrue();
        pool.pass(Duration.ofMillis(2_499));
        assertThat(held.get(0).connection().closed).isFalse();
        pool.pass(Duration.ofMillis(1));
        assertThat(held.get(0).connection().closed).isTrue();
    }

    @Test
    void anActiveConnectionIsDrainedAtItsLifetimeWithinTenPercent() {
        Duration lifetime = Duration.ofSeconds(100);
        FalsePool pool = new FalsePool(settings(Duration.ofSeconds(60), 2_000, 200, lifetime, 0));
        List<Grant<Socket>> held = pool.leases(200);
        pool.pass(Duration.ofSeconds(90).minusNanos(1));
        assertThat(pool.host().draining).isZero();
        pool.pass(Duration.ofSeconds(10));
        assertThat(pool.host().draining).isBetween(70, 130);
        pool.pass(Duration.ofSeconds(10).plus(Upkeep.SWEEP));
        assertThat(pool.host().draining).isEqualTo(200);
        assertThat(pool.closes).isEmpty();
        pool.giveBack(held);
        assertThat(pool.closes).hasSize(200).containsOnly(CloseReason.MAX_LIFETIME);
    }

    @Test
    void idleConnectionsAreKeptReadyForAHostThatWasAskedFor() {
        FalsePool pool = new FalsePool(settings(Duration.ofSeconds(5), 2_000, 200, Duration.ofMinutes(1), 3));
        pool.giveBack(pool.lease());
        pool.sweep();
        pool.pass(Upkeep.SWEEP);
        assertThat(pool.dials).hasSize(2);
        pool.connectAll();
        pool.pass(Duration.ofSeconds(6));
        pool.connectAll();
        assertThat(pool.host().idle.size()).isEqualTo(3);
        pool.pass(Duration.ofMinutes(1));
        pool.connectAll();
        pool.pass(Duration.ofSeconds(6));
        assertThat(pool.host().open).isZero();
    }

    @Test
    void aHostThatRefusesIsDialledLessAndLessToKeepConnectionsReady() {
        FalsePool pool = new FalsePool(settings(Duration.ofSeconds(5), 2_000, 200, Duration.ofMinutes(10), 1));
        pool.ask();
        int dials = 0;
        for (int sweep = 0; sweep < 240; sweep++) {
            for (Pooled<Socket> dial : List.copyOf(pool.dials)) {
                dials++;
                pool.refuse(dial);
            }
            pool.pass(Upkeep.SWEEP);
        }
        assertThat(dials).isBetween(5, 8);
    }

    @Test
    void aLoweredAcquireTimeoutHoldsForThoseWhoWait() {
        FalsePool pool = new FalsePool(SETTINGS);
        Waiter<Socket> waiter = pool.ask();
        pool.pass(Duration.ofSeconds(2));
        PoolSettings shorter = new PoolSettings(
                SETTINGS.idleTime(),
                2_000,
                100,
                256,
                1_024,
                Duration.ofSeconds(1),
                32,
                SETTINGS.connectTimeout(),
                SETTINGS.tlsTimeout(),
                SETTINGS.maxLifetime(),
                0,
                SETTINGS.maxRequests(),
                SETTINGS.dialRate(),
                SETTINGS.idleConnBytes());
        assertThat(pool.apply(shorter).waitersWoken()).isZero();
        pool.pass(Upkeep.SWEEP);
        assertThat(pool.failed).containsOnlyKeys(waiter);
    }

    @Test
    void aStoppedPoolEndsAsItsLeasesAreReturned() {
        FalsePool pool = new FalsePool(conns(3));
        List<Grant<Socket>> held = pool.leases(2);
        pool.giveBack(held.get(0));
        Grant<Socket> active = held.get(1);
        Waiter<Socket> dialling = pool.ask(HOST, 0, Wanted.FRESH);
        pool.upkeep.stop(pool.shards, pool.now);
        assertThat(pool.closes).containsExactly(CloseReason.SHUTDOWN);
        assertThat(pool.code(dialling)).isEqualTo(Code.POOL_CLOSED);
        Waiter<Socket> late = pool.ask();
        assertThat(pool.code(late)).isEqualTo(Code.POOL_CLOSED);
        pool.connect();
        pool.giveBack(active);
        assertThat(pool.closes).hasSize(3).containsOnly(CloseReason.SHUTDOWN);
        assertThat(pool.state.open).isZero();
    }
}
