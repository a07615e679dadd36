package dev.cistern.node.backed;

import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.ListCommand;
import dev.cistern.node.store.Missing;
import dev.cistern.node.store.MultipartStore;
import dev.cistern.node.store.Multiparts.ListUploads;
import dev.cistern.node.store.Multiparts.Place;
import dev.cistern.node.store.ObjectStore;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes, now and then, what nobody needs any more of what the node keeps for itself in buckets with a backend. */
final class Sweeps {
    private static final Logger log = LoggerFactory.getLogger(Sweeps.class);
    private static final int LOOKED_AT_ONCE = 256;
    private static final Duration UPLOADS_KEPT = Duration.ofDays(7);

    private final ObjectStore store;
    private final MultipartStore parts;
    private final LargeObjects large;
    private final InstantSource clock;
    private final AtomicBoolean sweeping = new AtomicBoolean();

    Sweeps(Here here, LargeObjects large, InstantSource clock) {
        this.store = here.objects();
        this.parts = here.parts();
        this.large = large;
        this.clock = clock;
    }

    /**
     * Sweeps all buckets once, one after the other, unless that is being done.
     *
     * @return how many records were removed
     */
    Future<Long> sweep() {
        if (!sweeping.compareAndSet(false, true)) {
            return Future.succeededFuture(0L);
        }
        return store.listBuckets()
                .compose(buckets -> sweep(
                        buckets.stream()
                                .filter(bucket -> bucket.backend().isPresent())
                                .iterator(),
                        0))
                .andThen(done -> sweeping.set(false));
    }

    private Future<Long> sweep(Iterator<BucketInfo> buckets, long before) {
        if (!buckets.hasNext()) {
            return Future.succeededFuture(before);
        }
        BucketName bucket = buckets.next().name();
        return large.sweep(bucket)
                .compose(chunks -> {
                    if (chunks > 0) {
                        log.atInfo()
                                .addKeyValue("bucket", bucket)
                                .addKeyValue("chunks", chunks)
                                .log("chunks that belonged to nothing were removed");
                    }
                    return changes(bucket, Optional.empty(), 0).map(marks -> chunks + marks);
                })
                .compose(removed -> uploads(bucket, Optional.empty(), 0).map(ended -> removed + ended))
                .compose(swept -> sweep(buckets, before + swept));
    }

    /** Uploads that nobody has completed. */
    private Future<Long> uploads(BucketName bucket, Optional<Place> after, long before) {
        Instant old = clock.instant().minus(UPLOADS_KEPT);
        return parts.listUploads(new ListUploads(bucket, "", "", after, LOOKED_AT_ONCE))
                .compose(page -> {
                    List<Future<Void>> ends = page.uploads().stream()
                            .filter(upload -> upload.begun().isBefore(old))
                            .map(upload -> parts.abort(upload.name()))
                            .toList();
                    long now = before + ends.size();
                    return Future.join(ends)
                            .otherwiseEmpty() // It is being completed, or gone.
                            .compose(ended -> page.next().isEmpty()
                                    ? Future.succeededFuture(now)
                                    : uploads(bucket, page.next(), now));
                });
    }

    /** Marks of changes that nothing can have been begun before. */
    private Future<Long> changes(BucketName bucket, Optional<String> after, long before) {
        Instant old = clock.instant().minus(Changes.KEPT);
        return store.list(new ListCommand(bucket, OwnKeys.CHANGES, "", after, LOOKED_AT_ONCE))
                .compose(page -> {
                    List<Future<Void>> removals = page.objects().stream()
                            .filter(mark -> mark.modified().isBefore(old))
                            .map(mark -> Missing.allowed(store.delete(
                                    mark.name(),
                                    new Conditions(
                                            Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(old)))))
                            .toList();
                    long now = before + removals.size();
                    return Future.join(removals)
                            .compose(removed -> page.next().isEmpty()
                                    ? Future.succeededFuture(now)
                                    : changes(bucket, page.next(), now));
                });
    }
}
