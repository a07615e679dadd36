package dev.cistern.net.pool;

import static dev.cistern.net.pool.FalsePool.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.net.pool.AcquireException.Code;
import dev.cistern.net.pool.FalsePool.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How fast a host is dialled ({@code dial_rate}). */
final class DialRateTest {

    private static Knobs rate(int perSecond, int atATime) {
        return new Knobs().dialRate(perSecond).dials(atATime);
    }

    private static List<Waiter<Socket>> ask(FalsePool pool, int count) {
        List<Waiter<Socket>> waiters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            waiters.add(pool.ask());
        }
        return waiters;
    }

    @Test
    void afterABurstOfAsManyAsMayDialAtATimeTheRateHolds() {
        FalsePool pool = new FalsePool(rate(10, 4).settings());
        ask(pool, 50);
        assertThat(pool.dials).hasSize(4);
        pool.connectAll();
        assertThat(pool.dials).isEmpty();
        for (int tenth = 1; tenth <= 20; tenth++) {
            pool.passWithoutSweep(Duration.ofMillis(100));
            pool.connectAll();
        }
        assertThat(pool.granted).hasSize(24);
    }

    @Test
    void aWaiterIsDialledForWhenItsTurnComesAndNotAtTheNextSweep() {
        FalsePool pool = new FalsePool(rate(100, 1).settings());
        List<Waiter<Socket>> waiters = ask(pool, 2);
        pool.connect();
        assertThat(pool.dials).isEmpty();
        pool.passWithoutSweep(Duration.ofMillis(10).minusNanos(1));
        assertThat(pool.dials).isEmpty();
        pool.passWithoutSweep(Duration.ofNanos(1));
        pool.connect();
        assertThat(pool.granted).containsKey(waiters.get(1));
    }

    @Test
    void oneAlarmIsSetHoweverManyWait() {
        FalsePool pool = new FalsePool(rate(10, 32).settings());
        ask(pool, 200);
        pool.connectAll();
        ask(pool, 200);
        assertThat(pool.alarms).hasSize(1);
    }

    @Test
    void aReturnedConnectionServesAWaiterThatTheRateHoldsBack() {
        FalsePool pool = new FalsePool(rate(1, 1).settings());
        List<Waiter<Socket>> waiters = ask(pool, 2);
        pool.connect();
        pool.giveBack(pool.grant(waiters.get(0)));
        assertThat(pool.grant(waiters.get(1)).fresh()).isFalse();
        pool.pass(Duration.ofSeconds(2));
        assertThat(pool.dials).isEmpty();
        assertThat(pool.alarms).isEmpty();
    }

    @Test
    void aRaisedRateDialsAtOnceAsIfItHadAlwaysBeenThere() {
        FalsePool pool = new FalsePool(rate(1, 8).settings());
        ask(pool, 8);
        pool.connectAll();
        ask(pool, 8);
        pool.passWithoutSweep(Duration.ofMillis(500));
        assertThat(pool.dials).isEmpty();
        assertThat(pool.apply(rate(8, 8).settings())).isEqualTo(new Applied(4, 0));
        assertThat(pool.dials).hasSize(4);
        pool.connectAll();
        pool.passWithoutSweep(Duration.ofMillis(125));
        assertThat(pool.dials).hasSize(1);
        assertThat(pool.apply(rate(Integer.MAX_VALUE, 8).settings()).waitersWoken())
                .isEqualTo(3);
    }

    @Test
    void aRaisedRateIsNotHeldUpByTheAlarmOfTheOldOne() {
        FalsePool pool = new FalsePool(rate(1, 1).settings());
        ask(pool, 3);
        pool.connect();
        assertThat(pool.apply(rate(100, 1).settings()).waitersWoken()).isZero();
        pool.passWithoutSweep(Duration.ofMillis(10));
        pool.connect();
        pool.passWithoutSweep(Duration.ofMillis(10));
        pool.connect();
        assertThat(pool.granted).hasSize(3);
        pool.passWithoutSweep(Duration.ofSeconds(1));
        assertThat(pool.alarms).isEmpty();
        assertThat(pool.dials).isEmpty();
    }

    @Test
    void aLoweredRateHoldsFromTheNextDialOn() {
        FalsePool pool = new FalsePool(rate(Integer.MAX_VALUE, 4).settings());
        ask(pool, 4);
        assertThat(pool.apply(rate(1, 4).settings())).isEqualTo(new Applied(0, 0));
        pool.connectAll();
        ask(pool, 8);
        assertThat(pool.dials).hasSize(4);
        pool.connectAll();
        pool.passWithoutSweep(Duration.ofMillis(999));
        assertThat(pool.dials).isEmpty();
        pool.passWithoutSweep(Duration.ofMillis(1));
        assertThat(pool.dials).hasSize(1);
    }

    @Test
    void dialsThatKeepConnectionsReadyAreHeldToTheRateToo() {
        FalsePool pool = new FalsePool(rate(2, 2).minIdle(20).settings());
        pool.giveBack(pool.lease());
        for (int sweep = 0; sweep < 16; sweep++) {
            pool.pass(Upkeep.SWEEP);
            pool.connectAll();
        }
        assertThat(pool.host().tally.dials).isBetween(8L, 10L);
    }

    @Test
    void eachHostHasARateOfItsOwn() {
        FalsePool pool = new FalsePool(rate(1, 1).settings());
        ask(pool, 2);
        assertThat(pool.dials).hasSize(1);
        HostKey other = new HostKey("http", "192.0.2.2", 80);
        assertThat(pool.code(pool.ask(other, 0, Wanted.ANY))).isNull();
        assertThat(pool.dials).hasSize(2);
    }

    @Test
    void figuresTellWhatIsHeldBackAndWhatWas() {
        FalsePool pool = new FalsePool(rate(10, 4).conns(8).settings());
        ask(pool, 20);
        assertThat(pool.figures().dialsHeldBack()).isZero();
        pool.connectAll();
        assertThat(pool.figures().dialsHeldBack()).isEqualTo(4);
        assertThat(pool.figures().dialsDelayed()).isZero();
        pool.passWithoutSweep(Duration.ofMillis(100));
        assertThat(pool.figures().dialsHeldBack()).isEqualTo(3);
        assertThat(pool.figures().dialsDelayed()).isEqualTo(1);
        assertThat(pool.figures().limits().dialRate()).isEqualTo(10);
    }

    @Test
    void whoWaitsInVainIsToldOfTheRate() {
        FalsePool pool =
                new FalsePool(rate(1, 1).acquireTimeout(Duration.ofMillis(500)).settings());
        List<Waiter<Socket>> waiters = ask(pool, 2);
        pool.connect();
        pool.pass(Duration.ofMillis(500));
        assertThat(pool.code(waiters.get(1))).isEqualTo(Code.TIMEOUT);
        assertThat(pool.failed.get(waiters.get(1)))
                .hasMessageContaining("held back to 1 dials a second (dial_rate)")
                .hasMessageContaining(HOST.toString());
    }
}
