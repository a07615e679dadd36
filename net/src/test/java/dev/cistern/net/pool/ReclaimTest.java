package dev.cistern.net.pool;

import static dev.cistern.net.pool.FalsePool.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.net.CloseReason;
import dev.cistern.net.pool.FalsePool.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Idle connections given up because file descriptors run short. */
final class ReclaimTest {
    private static final HostKey OTHER = new HostKey("http", "192.0.2.2", 80);

    @Test
    void theLeastRecentlyUsedOfAllHostsGoFirstAndNoActiveOne() {
        FalsePool pool = new FalsePool(FalsePool.SETTINGS);
        Grant<Socket> active = pool.lease();
        Grant<Socket> oldest = pool.lease(OTHER, 0);
        List<Grant<Socket>> idle = List.of(pool.lease(), pool.lease(), pool.lease());
        pool.giveBack(oldest);
        pool.giveBack(idle);
        assertThat(pool.upkeep.reclaim(2, pool.now)).isEqualTo(2);
        assertThat(pool.closes).hasSize(2).containsOnly(CloseReason.FD_PRESSURE);
        assertThat(oldest.connection().closed).isTrue();
        assertThat(idle).extracting(grant -> grant.connection().closed).containsExactly(true, false, false);
        assertThat(pool.upkeep.reclaim(100, pool.now)).isEqualTo(2);
        assertThat(active.connection().closed).isFalse();
    }

    @Test
    void forAWhileNoConnectionIsDialledOnlyToBeKeptReady() {
        FalsePool pool = new FalsePool(
                new Knobs().minIdle(2).idleTime(Duration.ofMinutes(1)).settings());
        pool.giveBack(pool.lease());
        pool.pass(Upkeep.SWEEP);
        pool.connectAll();
        assertThat(pool.upkeep.reclaim(2, pool.now)).isEqualTo(2);
        pool.pass(Duration.ofSeconds(9));
        assertThat(pool.dials).isEmpty();
        Waiter<Socket> waiter = pool.ask(HOST, 0, Wanted.ANY);
        assertThat(pool.dials).hasSize(1);
        pool.connect();
        pool.giveBack(pool.grant(waiter));
        pool.pass(Duration.ofSeconds(2));
        assertThat(pool.dials).hasSize(1);
    }
}
