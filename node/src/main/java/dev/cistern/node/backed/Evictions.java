package dev.cistern.node.backed;

import dev.cistern.conf.BackedSettings;
import dev.cistern.node.backed.Oldest.Copy;
import dev.cistern.node.backed.Upkeep.Room;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.ObjectStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets go of the copies that were not used for longest, where a bucket keeps more than it may or the disk fills up. How much a bucket
 * keeps is found out by walking through it, and known in between by what has come since. Confined to a context of its own, but for what
 * says otherwise.
 */
final class Evictions {
    private static final Logger log = LoggerFactory.getLogger(Evictions.class);

    /** Copies that are found to be removed by one walk. */
    private static final int FOUND_MAX = 10_000;

    /** Down to so much of what a bucket may keep, so that there need be no walk for each object that comes. */
    private static final double LOW_SHARE = 0.9;

    private static final double PERCENT = 100;

    /** What others have changed meanwhile is seen by the next walk. */
    private static final Duration WALK_INTERVAL = Duration.ofHours(1);

    /** After a walk that could not free what it should. */
    private static final Duration REST = Duration.ofMinutes(1);

    private final ContextInternal home;
    private final ObjectStore store;
    private final Parts parts;
    private final Supplier<BackedSettings> settings;
    private final Map<Long, Kept> kept = new ConcurrentHashMap<>();
    private final LongAdder objects = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder walks = new LongAdder();
    private Instant restUntil = Instant.MIN;
    private boolean looking;
    private volatile boolean stopped; // Once true, always true.

    /** What is here, and what is known of it. */
    record Parts(Copies copies, LastUse uses, Arrivals arrivals, Supplier<Future<Room>> room, InstantSource clock) {}

    /**
     * What a walk has found.
     *
     * @param bytes that were here then, less what was removed since
     * @param arrived what had come until then
     */
    private record Kept(Instant walked, long bytes, long arrived) {}

    Evictions(VertxInternal vertx, ObjectStore store, Parts parts, Supplier<BackedSettings> settings) {
        this.home = vertx.createEventLoopContext();
        this.store = store;
        this.parts = parts;
        this.settings = settings;
    }

    /** Begins no more removals. Called by any thread. */
    void stop() {
        stopped = true;
    }

    /** Called by any thread. */
    EvictionFigures figures() {
        return new EvictionFigures(objects.sum(), bytes.sum(), walks.sum());
    }

    /** What is here of a bucket's objects, as far as is known; empty before the first walk. Called by any thread. */
    OptionalLong kept(BucketInfo bucket) {
        Kept known = kept.get(bucket.id());
        return known == null ? OptionalLong.empty() : OptionalLong.of(now(bucket, known));
    }

    private long now(BucketInfo bucket, Kept known) {
        return known.bytes + parts.arrivals.of(bucket.id()) - known.arrived;
    }

    /** Looks whether there is too much, and lets go of it, unless that is being done. Called by any thread. */
    Future<Void> look() {
        Promise<Void> promise = Promise.promise();
        home.runOnContext(now -> {
            if (looking || stopped) {
                promise.complete();
                return;
            }
            looking = true;
            store.listBuckets()
                    .compose(buckets -> {
                        List<BucketInfo> backed = buckets.stream()
                                .filter(bucket -> bucket.backend().isPresent())
                                .toList();
                        Set<Long> ids = new HashSet<>();
                        backed.forEach(bucket -> ids.add(bucket.id()));
                        kept.keySet().retainAll(ids);
                        return quotas(backed.iterator()).compose(done -> disk(backed));
                    })
                    .onComplete(done -> {
                        looking = false;
                        promise.handle(done);
                    });
        });
        return promise.future();
    }

    private Future<Void> quotas(Iterator<BucketInfo> buckets) {
        if (!buckets.hasNext()) {
            return Future.succeededFuture();
        }
        BucketInfo bucket = buckets.next();
        OptionalLong most = bucket.backing().keepAtMostBytes();
        return (most.isEmpty() ? Future.<Void>succeededFuture() : quota(bucket, most.getAsLong()))
                .compose(done -> quotas(buckets));
    }

    private Future<Void> quota(BucketInfo bucket, long most) {
        Kept known = kept.get(bucket.id());
        Instant now = parts.clock.instant();
        boolean due = known == null
                || now.isAfter(known.walked.plus(WALK_INTERVAL))
                || (now(bucket, known) > most && now.isAfter(known.walked.plus(restOf(bucket, most))));
        if (!due) {
            return Future.succeededFuture();
        }
        return walk(List.of(bucket))
                .compose(found -> found.bytes() <= most
                        ? Future.succeededFuture()
                        : evict(found, found.bytes() - (long) (most * LOW_SHARE)));
    }

    /** Where the last walk left more than may be, there is no use in another at once. */
    private Duration restOf(BucketInfo bucket, long most) {
        Kept known = kept.get(bucket.id());
        return known != null && known.bytes > most ? REST : Duration.ZERO;
    }

    private Future<Void> disk(List<BucketInfo> backed) {
        Instant now = parts.clock.instant();
        if (backed.isEmpty() || now.isBefore(restUntil)) {
            return Future.succeededFuture();
        }
        return parts.room.get().compose(room -> {
            long high = (long) (room.totalBytes() / PERCENT * settings.get().diskHighPercent());
            long low = (long) (room.totalBytes()
                    / PERCENT
                    * Math.min(settings.get().diskLowPercent(), settings.get().diskHighPercent()));
            if (settings.get().diskHighPercent() >= PERCENT || room.usedBytes() <= high) {
                return Future.succeededFuture();
            }
            restUntil = now.plus(REST); // Bytes are given back to the disk a while after they are let go of.
            return walk(backed).compose(found -> evict(found, room.usedBytes() - low));
        });
    }

    private Future<Oldest> walk(List<BucketInfo> buckets) {
        walks.increment();
        Oldest all = new Oldest(FOUND_MAX);
        Future<Void> walked = Future.succeededFuture();
        for (BucketInfo bucket : buckets) {
            walked = walked.compose(before -> {
                long bytesBefore = all.bytes();
                long arrived = parts.arrivals.of(bucket.id());
                return new CopyWalk(store, bucket, parts.uses, all).walk().map(done -> {
                    kept.put(bucket.id(), new Kept(parts.clock.instant(), all.bytes() - bytesBefore, arrived));
                    return done;
                });
            });
        }
        return walked.map(all);
    }

    private Future<Void> evict(Oldest found, long bytesToFree) {
        long objectsBefore = objects.sum();
        long bytesBefore = bytes.sum();
        return evict(found.inOrder().iterator(), bytesToFree).map(done -> {
            log.atInfo()
                    .addKeyValue("objects", objects.sum() - objectsBefore)
                    .addKeyValue("bytes", bytes.sum() - bytesBefore)
                    .log("copies that were not used for longest were removed");
            return done;
        });
    }

    private Future<Void> evict(Iterator<Copy> copies, long bytesToFree) {
        while (!stopped && bytesToFree > 0 && copies.hasNext()) {
            Copy copy = copies.next();
            if (!isUsedSince(copy)) {
                return parts.copies
                        .evict(copy.name())
                        .map(size -> size.isPresent() ? removed(copy) : 0)
                        .otherwise(0L) // It is tried again after the next walk.
                        .compose(freed -> pause().compose(paused -> evict(copies, bytesToFree - freed)));
            }
        }
        return Future.succeededFuture();
    }

    private boolean isUsedSince(Copy copy) {
        return parts.uses
                .of(copy.bucket().id(), copy.name())
                .filter(read -> read.isAfter(copy.used()))
                .isPresent();
    }

    private long removed(Copy copy) {
        objects.increment();
        bytes.add(copy.bytes());
        Kept unused = kept.computeIfPresent(
                copy.bucket().id(),
                (id, known) -> new Kept(known.walked, Math.max(0, known.bytes - copy.bytes()), known.arrived));
        return copy.bytes();
    }

    private Future<Void> pause() {
        Promise<Void> promise = home.promise();
        long millis =
                Math.max(1, Duration.ofSeconds(1).toMillis() / settings.get().evictionsPerSecond());
        long unused = home.setTimer(millis, over -> promise.complete());
        return promise.future();
    }
}
