package dev.cistern.node.backed;

import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.ObjectName;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done by itself with the copies that are here. Used by any thread. */
public final class Upkeep {
    private static final Logger log = LoggerFactory.getLogger(Upkeep.class);
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(5);
    private static final Duration SWEEP_INTERVAL = Duration.ofHours(1);
    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final Sweeps sweeps;
    private final Evictions evictions;
    private final LastUse uses;
    private final InstantSource clock;
    private volatile long sweepTimer = NO_TIMER;
    private volatile long lookTimer = NO_TIMER;

    /**
     * The disk that copies lie on.
     *
     * @param usedBytes by whomever
     */
    public record Room(long usedBytes, long totalBytes) {}

    Upkeep(Vertx vertx, Sweeps sweeps, Evictions evictions, LastUse uses, InstantSource clock) {
        this.vertx = vertx;
        this.sweeps = sweeps;
        this.evictions = evictions;
        this.uses = uses;
        this.clock = clock;
    }

    /** From now on all of it is done now and then. */
    public void start() {
        sweepTimer = vertx.setPeriodic(SWEEP_INTERVAL.toMillis(), now -> sweep().onFailure(
                        cause -> log.warn("a sweep of buckets with backends ended early: {}", cause.getMessage())));
        lookTimer = vertx.setPeriodic(LOOK_INTERVAL.toMillis(), now -> look().onFailure(
                        cause -> log.warn("copies could not be let go of: {}", cause.getMessage())));
    }

    void stop() {
        evictions.stop();
        for (long timer : new long[] {sweepTimer, lookTimer}) {
            if (timer != NO_TIMER) {
                boolean unused = vertx.cancelTimer(timer);
            }
        }
    }

    /** An object is being read. */
    void used(BucketInfo bucket, ObjectName name) {
        uses.note(bucket.id(), name, clock.instant());
    }

    /** Removes what nobody needs any more; how many records. */
    Future<Long> sweep() {
        return sweeps.sweep();
    }

    /** Lets go of what is too much. */
    Future<Void> look() {
        return evictions.look();
    }

    public EvictionFigures figures() {
        return evictions.figures();
    }

    /** What is here of a bucket's objects in bytes, as far as is known. */
    public OptionalLong kept(BucketInfo bucket) {
        return evictions.kept(bucket);
    }
}
