package dev.cistern.node.s3.lifecycle;

import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.DeleteCommand;
import dev.cistern.node.store.ListCommand;
import dev.cistern.node.store.ListVersions;
import dev.cistern.node.store.MultipartStore;
import dev.cistern.node.store.Multiparts.ListUploads;
import dev.cistern.node.store.Multiparts.Place;
import dev.cistern.node.store.Multiparts.Upload;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectLock;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.ObjectVersion;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import dev.cistern.node.store.Versioning;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One walk through one bucket, page by page, at its pace. Confined to one event loop. */
final class BucketWalk {
    private static final Logger log = LoggerFactory.getLogger(BucketWalk.class);
    private static final int PAGE = 1_000;
    /** Most removals that wait for the store at a time, so that clients' writes are not held up. */
    private static final int AT_A_TIME = 32;
    /** What has changed since it was looked at is not ours to remove, what is locked stays, and what is gone is done. */
    private static final Set<Code> HARMLESS = EnumSet.of(
            Code.PRECONDITION_FAILED,
            Code.NO_SUCH_OBJECT,
            Code.NO_SUCH_VERSION,
            Code.NO_SUCH_UPLOAD,
            Code.NO_SUCH_BUCKET,
            Code.LOCKED);

    private final BucketInfo bucket;
    private final LifecycleRules rules;
    private final ObjectStore store;
    private final MultipartStore multipart;
    private final LifecycleTally tally;
    private final Time time;

    /** @param now to which everything is held */
    record Time(Vertx vertx, Supplier<Lifecycle.Pace> pace, Instant now) {}

    BucketWalk(BucketInfo bucket, ObjectStore store, MultipartStore multipart, LifecycleTally tally, Time time) {
        this.bucket = bucket;
        this.rules =
                LifecycleRules.parse(bucket.document(BucketDocument.LIFECYCLE).orElseThrow());
        this.store = store;
        this.multipart = multipart;
        this.tally = tally;
        this.time = time;
    }

    Future<Void> walk() {
        return rules.prefixOfObjects()
                .map(prefix -> all(Optional.<String>empty(), after -> objects(prefix, after)))
                .orElseGet(Future::succeededFuture)
                .compose(done -> walkVersions())
                .compose(done -> rules.prefixOfUploads()
                        .map(prefix -> all(Optional.<Place>empty(), after -> uploads(prefix, after)))
                        .orElseGet(Future::succeededFuture));
    }

    private Future<Void> walkVersions() {
        Optional<String> prefix = bucket.versioning() == Versioning.OFF ? Optional.empty() : rules.prefixOfVersions();
        if (prefix.isEmpty()) {
            return Future.succeededFuture();
        }
        VersionSieve sieve = new VersionSieve(rules, time.now);
        return all(Optional.<ListVersions.Place>empty(), after -> versions(prefix.get(), after, sieve))
                .compose(done -> each(sieve.end(), this::remove));
    }

    /**
     * A page that was dealt with.
     *
     * @param next where the next one begins
     */
    private record Page<P>(int entries, Optional<P> next) {}

    private <P> Future<Void> all(Optional<P> from, Function<Optional<P>, Future<Page<P>>> pages) {
        Promise<Void> done = Promise.promise();
        next(from, pages, done);
        return done.future();
    }

    /** By callbacks and not by composed futures, which would all stay in memory until the last page. */
    private <P> void next(Optional<P> from, Function<Optional<P>, Future<Page<P>>> pages, Promise<Void> done) {
        pages.apply(from).onComplete(dealt -> {
            if (dealt.failed()) {
                done.fail(dealt.cause());
                return;
            }
            tally.lookedAt.add(dealt.result().entries);
            if (dealt.result().next.isEmpty()) {
                done.complete();
                return;
            }
            long millis = 1_000L * dealt.result().entries / time.pace.get().entriesPerSecond();
            time.vertx.setTimer(Math.max(1, millis), later -> next(dealt.result().next, pages, done));
        });
    }

    private Future<Page<String>> objects(String prefix, Optional<String> after) {
        return store.list(new ListCommand(bucket.name(), prefix, "", after, PAGE))
                .compose(page -> {
                    List<ObjectInfo> expired = page.objects().stream()
                            .filter(object -> rules.isExpired(object, time.now))
                            .toList();
                    return each(expired, this::expire)
                            .map(removed -> new Page<>(page.objects().size(), page.next()));
                });
    }

    private Future<Page<ListVersions.Place>> versions(
            String prefix, Optional<ListVersions.Place> after, VersionSieve sieve) {
        return store.listVersions(new ListVersions(bucket.name(), prefix, "", after, PAGE))
                .compose(page -> {
                    List<VersionSieve.Version> versions = page.entries().stream()
                            .map(entry -> new VersionSieve.Version(
                                    entry.object(),
                                    entry.latest(),
                                    entry.object().isDeleteMarker()))
                            .toList();
                    return each(sieve.take(versions), this::remove)
                            .map(removed -> new Page<>(versions.size(), page.next()));
                });
    }

    private Future<Page<Place>> uploads(String prefix, Optional<Place> after) {
        return multipart
                .listUploads(new ListUploads(bucket.name(), prefix, "", after, PAGE))
                .compose(page -> {
                    List<Upload> abandoned = page.uploads().stream()
                            .filter(upload -> rules.isAbandoned(upload, time.now))
                            .toList();
                    return each(abandoned, this::abort)
                            .map(aborted -> new Page<>(page.uploads().size(), page.next()));
                });
    }

    /** So many at a time, one lot after the other. */
    private static <T> Future<Void> each(List<T> entries, Function<T, Future<Void>> act) {
        if (entries.isEmpty()) {
            return Future.succeededFuture();
        }
        int lot = Math.min(AT_A_TIME, entries.size());
        List<Future<Void>> acts = new ArrayList<>();
        entries.subList(0, lot).forEach(entry -> acts.add(act.apply(entry)));
        return Future.join(acts).compose(done -> each(entries.subList(lot, entries.size()), act));
    }

    /**
     * Only the object that was looked at: one written meanwhile is of a later second, since the one that expired is at least
     * a day old, unless its rule has a date, which would take the later one as well.
     */
    private Future<Void> expire(ObjectInfo object) {
        Conditions same =
                new Conditions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(object.modified()));
        return counted(store.delete(object.name(), same), tally.objectsExpired::increment);
    }

    /** A version that has become the latest again meanwhile stays; a delete marker that goes is the latest. */
    private Future<Void> remove(ObjectInfo version) {
        DeleteCommand command = new DeleteCommand(
                new ObjectVersion(version.name(), Optional.of(version.versionId())),
                Conditions.NONE,
                ObjectLock.Bypass.NONE,
                version.isDeleteMarker() ? DeleteCommand.Which.ANY : DeleteCommand.Which.REPLACED);
        return counted(store.delete(command), tally.versionsRemoved::increment);
    }

    private Future<Void> abort(Upload upload) {
        return counted(multipart.abort(upload.name()), tally.uploadsAborted::increment);
    }

    private <T> Future<Void> counted(Future<T> act, Runnable count) {
        return act.onSuccess(done -> count.run()).<Void>mapEmpty().recover(cause -> {
            if (!(cause instanceof StoreException failed && HARMLESS.contains(failed.code()))) {
                tally.failures.increment();
                log.atDebug()
                        .setCause(cause)
                        .addKeyValue("bucket", bucket.name())
                        .log("a lifecycle rule failed");
            }
            return Future.succeededFuture();
        });
    }
}
