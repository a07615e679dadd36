package dev.cistern.node.engine.care;

import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A long work on the store, one at a time of its kind, on a thread of its own that may block. It can be paused and cancelled, and
 * tells how far it is. Used by any thread, but for what its own calls.
 */
final class Work {
    private static final Logger LOG = LoggerFactory.getLogger(Work.class);
    private static final long STOP_MILLIS = 30_000;

    private final String name;
    private final InstantSource clock;
    private final LongSupplier bytesPerSecond;
    // All guarded by this.
    private State state = State.IDLE;
    private boolean stopping;
    private @Nullable Thread thread;
    private @Nullable Instant began;
    private @Nullable Instant ended;
    private @Nullable String trouble;
    private long doneBytes;
    private long ofBytes;
    private long activeNanos;
    private long activeSince;
    private Pace pace = new Pace(System.nanoTime());

    /** Where it stands. */
    enum State {
        /** Nothing was begun since the node was started. */
        IDLE,
        RUNNING,
        PAUSED,
        DONE,
        CANCELLED,
        FAILED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What is to be done. */
    interface Task {
        void run() throws InterruptedException;
    }

    /** @param bytesPerSecond most that it reads, asked again and again; {@link Long#MAX_VALUE} for as fast as it goes */
    Work(String name, InstantSource clock, LongSupplier bytesPerSecond) {
        this.name = name;
        this.clock = clock;
        this.bytesPerSecond = bytesPerSecond;
    }

    /** @throws StoreException {@link Code#INVALID_ARGUMENT} where one is under way */
    synchronized void start(Task task) {
        if (stopping) {
            throw new StoreException(Code.CLOSED, "the store is stopping");
        }
        if (isUnderWay()) {
            throw new StoreException(
                    Code.INVALID_ARGUMENT, "a " + name + " is " + state.word() + " already; cancel it, or wait for it");
        }
        state = State.RUNNING;
        began = clock.instant();
        ended = null;
        trouble = null;
        doneBytes = 0;
        ofBytes = 0;
        activeNanos = 0;
        activeSince = System.nanoTime();
        pace = new Pace(activeSince);
        Thread worker = new Thread(() -> run(task), "cistern-" + name);
        worker.setDaemon(true);
        thread = worker;
        worker.start();
    }

    private void run(Task task) {
        State end = State.DONE;
        String failure = null;
        try {
            task.run();
        } catch (InterruptedException e) {
            end = State.FAILED;
            failure = "it was interrupted";
        } catch (StoreException e) {
            end = State.FAILED;
            failure = e.getMessage();
        } catch (RuntimeException e) {
            LOG.error("a {} failed", name, e);
            end = State.FAILED;
            failure = e.toString();
        }
        synchronized (this) {
            if (isUnderWay() && !stopping) {
                state = end;
            }
            trouble = failure;
            ended = clock.instant();
            activeNanos += System.nanoTime() - activeSince;
            if (failure != null && !stopping) {
                LOG.warn("the {} ended early: {}", name, failure);
            }
            notifyAll();
        }
    }

    synchronized boolean isUnderWay() {
        return state == State.RUNNING || state == State.PAUSED;
    }

    synchronized State state() {
        return state;
    }

    /** Whether it ended because the node stops, and not because it was over. */
    synchronized boolean isBrokenOff() {
        return stopping;
    }

    synchronized void pause() {
        requireUnderWay();
        state = State.PAUSED;
    }

    synchronized void resume() {
        requireUnderWay();
        state = State.RUNNING;
        notifyAll();
    }

    synchronized void cancel() {
        requireUnderWay();
        state = State.CANCELLED;
        notifyAll();
    }

    private void requireUnderWay() {
        if (!isUnderWay()) {
            throw new StoreException(Code.INVALID_ARGUMENT, "no " + name + " is under way: " + state.word());
        }
    }

    /** Ends it where it is, and waits for that. */
    void stop() throws InterruptedException {
        Thread running;
        synchronized (this) {
            stopping = true;
            notifyAll();
            running = thread;
        }
        if (running != null) {
            running.join(STOP_MILLIS);
        }
    }

    /** Waits until it has ended. */
    void join() throws InterruptedException {
        Thread running;
        synchronized (this) {
            running = thread;
        }
        if (running != null) {
            running.join();
        }
    }

    /** Of the work's own thread: whether to go on, having waited for the end of a pause. */
    synchronized boolean goesOn() throws InterruptedException {
        if (state == State.PAUSED && !stopping) {
            activeNanos += System.nanoTime() - activeSince;
            while (state == State.PAUSED && !stopping) {
                wait();
            }
            activeSince = System.nanoTime();
        }
        return state == State.RUNNING && !stopping;
    }

    /** Of the work's own thread: waits, or for less long where it is to end. */
    synchronized void sleep(long nanos) throws InterruptedException {
        long until = System.nanoTime() + nanos;
        long left = nanos;
        while (left > 0 && state == State.RUNNING && !stopping) {
            wait(left / 1_000_000, (int) (left % 1_000_000));
            left = until - System.nanoTime();
        }
    }

    /** Of the work's own thread: so much was read; waits for as long as its rate wants. */
    void did(long bytes) throws InterruptedException {
        long wait;
        synchronized (this) {
            doneBytes += bytes;
            wait = pace.after(bytes, bytesPerSecond.getAsLong(), System.nanoTime());
        }
        sleep(wait);
    }

    /** So much was done before it was broken off. */
    synchronized void resumeAt(long bytes) {
        doneBytes = bytes;
    }

    synchronized long doneBytes() {
        return doneBytes;
    }

    synchronized void expects(long bytes) {
        ofBytes = bytes;
    }

    synchronized JsonObject json() {
        JsonObject json = new JsonObject()
                .put("state", state.word())
                .put("began", began == null ? null : began.toString())
                .put("ended", ended == null ? null : ended.toString());
        if (trouble != null) {
            json.put("trouble", trouble);
        }
        long nanos = activeNanos + (state == State.RUNNING ? System.nanoTime() - activeSince : 0);
        double seconds = nanos / (double) TimeUnit.SECONDS.toNanos(1);
        double rate = seconds > 0 ? doneBytes / seconds : 0;
        json.put("done_bytes", doneBytes).put("of_bytes", Math.max(ofBytes, doneBytes));
        json.put("seconds", Math.round(seconds * 10) / 10.0).put("bytes_per_second", Math.round(rate));
        if (isUnderWay() && rate > 0) {
            json.put("seconds_left", Math.round(Math.max(0, ofBytes - doneBytes) / rate));
        }
        return json;
    }
}
