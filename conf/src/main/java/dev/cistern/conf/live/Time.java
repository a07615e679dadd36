package dev.cistern.conf.live;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;

/** Clocks and timers. */
interface Time {

    /** A clock that only goes forward, for durations. */
    long nanos();

    /** The wall clock, for people to read. */
    Instant now();

    /** Runs a task once; running the result cancels it. */
    Runnable after(Duration delay, Runnable task);

    /** Runs a task again and again; running the result cancels it. */
    Runnable every(Duration period, Runnable task);

    /** The machine's own; tasks run on the context of the caller. */
    static Time of(Vertx vertx) {
        return new Time() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public Instant now() {
                return Instant.now();
            }

            @Override
            public Runnable after(Duration delay, Runnable task) {
                return canceller(vertx, vertx.setTimer(delay.toMillis(), id -> task.run()));
            }

            @Override
            public Runnable every(Duration period, Runnable task) {
                return canceller(vertx, vertx.setPeriodic(period.toMillis(), id -> task.run()));
            }
        };
    }

    private static Runnable canceller(Vertx vertx, long timer) {
        return () -> {
            boolean unused = vertx.cancelTimer(timer);
        };
    }
}
