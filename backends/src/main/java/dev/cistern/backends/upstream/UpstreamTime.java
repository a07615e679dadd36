package dev.cistern.backends.upstream;

import io.vertx.core.Vertx;

/** Time as requests know it. Used by any thread. */
public interface UpstreamTime {

    /** Of a clock like {@link System#nanoTime}. */
    long nanos();

    /**
     * Does something later, on the caller's context.
     *
     * @return gives it up, if it was not done yet
     */
    Runnable after(long nanos, Runnable task);

    /** Real time. */
    static UpstreamTime of(Vertx vertx) {
        return new UpstreamTime() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public Runnable after(long nanos, Runnable task) {
                long timer = vertx.setTimer(Math.max(1, nanos / 1_000_000), due -> task.run());
                return () -> {
                    boolean unused = vertx.cancelTimer(timer);
                };
            }
        };
    }
}
