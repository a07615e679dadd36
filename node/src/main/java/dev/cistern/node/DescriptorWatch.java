package dev.cistern.node;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks once a second how many file descriptors are open, and has idle connections closed before there are none left. A look
 * counts on a worker thread, and takes no more than a hundredth of the time, or is made every 5 s. Safe for all threads.
 */
final class DescriptorWatch {
    private static final Logger log = LoggerFactory.getLogger(DescriptorWatch.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration RAREST = Duration.ofSeconds(5);
    private static final int SHARE_OF_TIME = 100;

    private final Vertx vertx;
    private final LongSupplier open;
    private final long limit;
    private final List<Layer> layers;
    /** Guarded by this. */
    private final DescriptorPressure pressure;

    private final AtomicLong reclaimed = new AtomicLong();
    private volatile long lastOpen;
    private volatile long countNanos;
    private volatile boolean stopped;

    /**
     * Connections that can do without some.
     *
     * @param name for the log
     * @param reclaim closes up to so many idle ones, and says how many
     */
    record Layer(String name, IntFunction<Future<Integer>> reclaim) {}

    /**
     * Makes a watch that does not look yet.
     *
     * @param open counts what is open; may block
     * @param limit most that may be; 0 or less where unknown
     * @param layers in the order in which they give up connections
     */
    DescriptorWatch(Vertx vertx, LongSupplier open, long limit, List<Layer> layers) {
        this.vertx = vertx;
        this.open = open;
        this.limit = limit;
        this.layers = layers;
        this.pressure = new DescriptorPressure(limit);
    }

    void start() {
        lookIn(EVERY.toMillis());
    }

    /** The look that is under way may still finish. */
    void stop() {
        stopped = true;
    }

    private void lookIn(long millis) {
        if (limit > 0 && !stopped) {
            vertx.setTimer(millis, timer -> {
                look().onComplete(looked -> lookIn(pause(countNanos)));
            });
        }
    }

    /** A count that took long is rarer, but never so rare that the descriptors are gone in between. */
    static long pause(long tookNanos) {
        return Math.min(RAREST.toMillis(), Math.max(EVERY.toMillis(), tookNanos / 1_000_000 * SHARE_OF_TIME));
    }

    /** Looks, and has closed what has to be; says how many idle connections were. */
    Future<Integer> look() {
        return vertx.<Long>executeBlocking(this::count, false).compose(this::counted);
    }

    private long count() {
        long begun = System.nanoTime();
        long now = open.getAsLong();
        countNanos = System.nanoTime() - begun;
        return now;
    }

    private Future<Integer> counted(long now) {
        lastOpen = now;
        DescriptorPressure.Turn turn;
        int surplus;
        synchronized (this) {
            turn = pressure.look(now);
            surplus = pressure.surplus(now);
        }
        return reclaim(surplus).onSuccess(closed -> tell(turn, closed));
    }

    private Future<Integer> reclaim(int surplus) {
        Future<Integer> closed = Future.succeededFuture(0);
        for (Layer layer : layers) {
            closed = closed.compose(before -> before >= surplus
                    ? Future.succeededFuture(before)
                    : layer.reclaim.apply(surplus - before).map(more -> before + more));
        }
        return closed.onSuccess(reclaimed::addAndGet);
    }

    private void tell(DescriptorPressure.Turn turn, int closed) {
        if (turn == DescriptorPressure.Turn.BEGUN) {
            log.atWarn()
                    .addKeyValue("open", lastOpen)
                    .addKeyValue("limit", limit)
                    .addKeyValue("idleConnectionsClosed", closed)
                    .log(
                            "file descriptors run short: idle connections are closed, the longest idle first (fd_pressure);"
                                    + " raise the limit (ulimit -n) or lower net.http.max_conns");
        } else if (turn == DescriptorPressure.Turn.OVER) {
            log.atInfo()
                    .addKeyValue("open", lastOpen)
                    .addKeyValue("limit", limit)
                    .addKeyValue("idleConnectionsClosedSinceStart", reclaimed.get())
                    .log("there are enough file descriptors again");
        }
    }

    DescriptorFigures figures() {
        boolean pressed;
        synchronized (this) {
            pressed = pressure.pressed();
        }
        return new DescriptorFigures(lastOpen, Math.max(0, limit), reclaimed.get(), pressed);
    }
}
