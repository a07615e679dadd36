package dev.cistern.node.s3.lifecycle;

import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.MultipartStore;
import dev.cistern.node.store.ObjectStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out the rules of all buckets: now and then it walks through those that have any, one after the other. Confined to
 * the event loop that started it; figures may be read by any thread.
 */
public final class Lifecycle {
    private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);
    private static final long LOOK_MILLIS = 1_000;

    private final Vertx vertx;
    private final ObjectStore store;
    private final MultipartStore multipart;
    private final Supplier<Pace> pace;
    private final InstantSource clock;
    private final LifecycleTally tally = new LifecycleTally();
    private Instant ended = Instant.MIN;
    private boolean walking;
    private volatile long timer = -1;

    /**
     * How often, and how fast.
     *
     * @param interval from the end of a walk to the beginning of the next
     * @param entriesPerSecond objects and uploads looked at
     */
    public record Pace(Duration interval, int entriesPerSecond) {}

    /** @param pace asked again and again */
    public Lifecycle(
            Vertx vertx, ObjectStore store, MultipartStore multipart, Supplier<Pace> pace, InstantSource clock) {
        this.vertx = vertx;
        this.store = store;
        this.multipart = multipart;
        this.pace = pace;
        this.clock = clock;
    }

    public LifecycleFigures figures() {
        return tally.figures();
    }

    /** From now on it walks by itself, the first time after an interval. To be called on an event loop. */
    public void start() {
        ended = clock.instant();
        timer = vertx.setPeriodic(LOOK_MILLIS, look -> {
            if (!walking && !clock.instant().isBefore(ended.plus(pace.get().interval()))) {
                walk().onFailure(cause ->
                        log.warn("a walk through the buckets with lifecycle rules ended early", cause));
            }
        });
    }

    /** No other walk begins; one in progress ends with the store. */
    public void stop() {
        if (timer >= 0) {
            var unused = vertx.cancelTimer(timer);
            timer = -1;
        }
    }

    /** The same, as all that works by itself is ended. */
    public Future<Void> end() {
        stop();
        return Future.succeededFuture();
    }

    /** Walks through all buckets once; one whose walk fails does not keep it from the others. */
    Future<LifecycleFigures> walk() {
        walking = true;
        LifecycleFigures before = tally.figures();
        return store.listBuckets()
                .compose(buckets -> walk(withRules(buckets).iterator()))
                .onComplete(done -> {
                    walking = false;
                    ended = clock.instant();
                    tally.walks.increment();
                })
                .map(done -> {
                    LifecycleFigures made = tally.figures().minus(before);
                    report(made);
                    return made;
                });
    }

    private static List<BucketInfo> withRules(List<BucketInfo> buckets) {
        return buckets.stream()
                .filter(bucket -> bucket.document(BucketDocument.LIFECYCLE).isPresent())
                .toList();
    }

    private Future<Void> walk(Iterator<BucketInfo> buckets) {
        if (!buckets.hasNext()) {
            return Future.succeededFuture();
        }
        BucketInfo bucket = buckets.next();
        tally.buckets.increment();
        BucketWalk.Time time = new BucketWalk.Time(vertx, pace, clock.instant());
        return Future.succeededFuture()
                .compose(begun -> new BucketWalk(bucket, store, multipart, tally, time).walk())
                .recover(cause -> {
                    tally.failures.increment();
                    log.atWarn()
                            .setCause(cause)
                            .addKeyValue("bucket", bucket.name())
                            .log("not all lifecycle rules of a bucket were carried out");
                    return Future.succeededFuture();
                })
                .compose(done -> walk(buckets));
    }

    private static void report(LifecycleFigures made) {
        if (made.buckets() > 0) {
            log.atInfo()
                    .addKeyValue("buckets", made.buckets())
                    .addKeyValue("looked_at", made.lookedAt())
                    .addKeyValue("objects_expired", made.objectsExpired())
                    .addKeyValue("versions_removed", made.versionsRemoved())
                    .addKeyValue("uploads_aborted", made.uploadsAborted())
                    .addKeyValue("failures", made.failures())
                    .log("lifecycle rules carried out");
        }
    }
}
