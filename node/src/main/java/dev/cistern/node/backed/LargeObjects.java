package dev.cistern.node.backed;

import dev.cistern.backends.Backend;
import dev.cistern.backends.BackendObject;
import dev.cistern.conf.BackedSettings;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.Conditions.Beside;
import dev.cistern.node.store.GetCommand.Freshness;
import dev.cistern.node.store.ListCommand;
import dev.cistern.node.store.Missing;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.VertxInternal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * Objects of which chunks are here, and what their backends say of them: a backend is asked once, however many want to know.
 * Used by any thread.
 */
final class LargeObjects implements ChunkSource.Trouble {
    /** Most objects that backends are being asked about; further ones are refused with {@link Code#BUSY}. */
    static final int MAX = 1_024;

    private static final int REMOVED_AT_ONCE = 64;

    private final VertxInternal vertx;
    private final ObjectStore store;
    private final Fetches fetches;
    private final Supplier<BackedSettings> settings;
    private final ConcurrentMap<Wanted, Making> makings = new ConcurrentHashMap<>();
    /** Ids of buckets whose backends give no parts. */
    private final Set<Long> withoutParts = ConcurrentHashMap.newKeySet();

    LargeObjects(VertxInternal vertx, ObjectStore store, Fetches fetches, Supplier<BackedSettings> settings) {
        this.vertx = vertx;
        this.store = store;
        this.fetches = fetches;
        this.settings = settings;
    }

    /** A manifest on its way into the store. */
    private static final class Making {
        final Promise<Optional<Manifest>> made = Promise.promise();
        /** What must be so still when it is stored; set before the backend is asked. */
        volatile Optional<Beside> unchanged = Optional.empty();

        volatile boolean superseded; // Once true, always true.
    }

    BackedSettings settings() {
        return settings.get();
    }

    /** Whether the backend of a bucket was found to give objects only whole. */
    boolean areGivenWhole(long bucketId) {
        return withoutParts.contains(bucketId);
    }

    /** What is here. */
    Future<Optional<Manifest>> find(ObjectName name) {
        return Missing.asEmpty(
                store.head(OwnKeys.manifest(name), Conditions.NONE).map(Manifest::of));
    }

    /**
     * The manifest of an object, made where there is none, or, if the latest is wanted, none of what the backend has now. Fails
     * with {@link Code#NO_SUCH_OBJECT} where the backend has none.
     *
     * @return empty for an object that is better fetched whole; completes on the caller's context
     */
    Future<Optional<Manifest>> make(Wanted wanted, Backend backend) {
        Promise<Optional<Manifest>> mine = vertx.getOrCreateContext().promise();
        Making fresh = new Making();
        Making shared = makings.putIfAbsent(wanted, fresh);
        if (shared != null) {
            shared.made.future().onComplete(mine);
            return mine.future();
        }
        if (makings.size() > MAX) {
            boolean unused = makings.remove(wanted, fresh);
            fresh.made.fail(new StoreException(
                    Code.BUSY, "backends are being asked about " + MAX + " objects; try again later"));
        } else {
            find(wanted.name())
                    .compose(known -> known.isPresent() && wanted.freshness() == Freshness.STORED
                            ? Future.succeededFuture(known)
                            : fetches.changes().before(wanted.name()).compose(beside -> {
                                fresh.unchanged = beside;
                                return ask(wanted, backend, known, fresh);
                            }))
                    .onComplete(done -> {
                        boolean unused = makings.remove(wanted, fresh);
                        fresh.made.handle(done);
                    });
        }
        fresh.made.future().onComplete(mine);
        return mine.future();
    }

    private Future<Optional<Manifest>> ask(Wanted wanted, Backend backend, Optional<Manifest> known, Making making) {
        Instant asked = fetches.ages().now();
        return backend.head(wanted.name().key())
                .recover(cause -> Future.failedFuture(BackendFailure.of(cause)))
                .compose(found -> {
                    if (known.isPresent()
                            && found.isPresent()
                            && found.get().etag().equals(Optional.of(known.get().etag()))) {
                        return fetches.ages()
                                .renew(wanted.bucket(), OwnKeys.manifest(wanted.name()), asked)
                                .map(known);
                    }
                    return known.map(this::drop)
                            .orElse(Future.succeededFuture())
                            .compose(gone -> make(wanted, found, making));
                });
    }

    private Future<Optional<Manifest>> make(Wanted wanted, Optional<BackendObject> found, Making making) {
        if (found.isEmpty()) {
            return Future.failedFuture(Fetch.missing(wanted.name()));
        }
        long chunkBytes = settings.get().chunkBytes();
        if (!Manifest.suits(found.get(), chunkBytes)) {
            return Future.succeededFuture(Optional.empty());
        }
        Conditions onlyIfLatest = Conditions.guardedBy(() -> !making.superseded && !fetches.isAhead(wanted))
                .with(making.unchanged)
                .ifNone();
        return store.put(Manifest.command(wanted.name(), found.get(), chunkBytes, onlyIfLatest), GivenBody.none())
                .map(record -> Optional.of(Manifest.of(record)))
                .recover(cause -> madeElsewhere(wanted.name(), found.get(), cause));
    }

    /** Another node may have made the same, whose chunks are to be used then, and not to be left behind. */
    private Future<Optional<Manifest>> madeElsewhere(ObjectName name, BackendObject found, Throwable cause) {
        if (!(cause instanceof StoreException refused) || refused.code() != Code.PRECONDITION_FAILED) {
            return Future.failedFuture(cause);
        }
        return find(name)
                .compose(known -> known.filter(made -> found.etag().equals(Optional.of(made.etag())))
                                .isPresent()
                        ? Future.succeededFuture(known)
                        : Future.failedFuture(cause));
    }

    /**
     * Removes chunks that no manifest leads to, which a node leaves that dies between the removal of one and that of the other, or
     * stores while the manifest is removed.
     *
     * @param bucket one that has a backend
     * @return how many
     */
    Future<Long> sweep(BucketName bucket) {
        return sweep(bucket, Optional.empty(), 0);
    }

    private Future<Long> sweep(BucketName bucket, Optional<String> after, long removed) {
        return store.list(new ListCommand(bucket, OwnKeys.CHUNKS, "", after, 1)).compose(page -> {
            if (page.objects().isEmpty()) {
                return Future.succeededFuture(removed);
            }
            OwnKeys.Chunks chunks = OwnKeys.Chunks.of(page.objects().get(0).name());
            return Missing.asEmpty(store.head(chunks.manifest(), Conditions.NONE))
                    .compose(manifest -> manifest.filter(found -> found.version() == chunks.version())
                                    .isPresent()
                            ? Future.succeededFuture(0L)
                            : removeUnder(bucket, chunks.prefix(), 0))
                    .compose(count -> sweep(bucket, Optional.of(chunks.last()), removed + count));
        });
    }

    /** Another object is in the object's place, or none: what is here of it is not to be read any more. */
    Future<Void> forget(ObjectName name) {
        makings.forEach((wanted, making) -> {
            if (wanted.name().equals(name)) {
                making.superseded = true;
            }
        });
        return Missing.allowed(store.delete(OwnKeys.manifest(name), Conditions.NONE)
                .map(Manifest::of)
                .map(this::removeChunks));
    }

    /** The same of what the backend was found to have no more, unless another manifest has taken its place already. */
    Future<Void> drop(Manifest manifest) {
        return find(manifest.name())
                .compose(known ->
                        known.filter(now -> now.version() == manifest.version()).isPresent()
                                ? forget(manifest.name())
                                : Future.succeededFuture());
    }

    /** Nobody waits for it: nothing leads to them any more. */
    private Void removeChunks(Manifest manifest) {
        String prefix = OwnKeys.chunks(manifest.name(), manifest.version());
        fetches.supersedeUnder(manifest.name().bucket(), prefix);
        removeUnder(manifest.name().bucket(), prefix, 0).onFailure(left -> {}); // A sweep finds them.
        return done();
    }

    @SuppressWarnings("NullAway") // the one value of Void
    private static Void done() {
        return null;
    }

    private Future<Long> removeUnder(BucketName bucket, String prefix, long before) {
        return store.list(new ListCommand(bucket, prefix, "", Optional.empty(), REMOVED_AT_ONCE))
                .compose(page -> {
                    long now = before + page.objects().size();
                    List<Future<Void>> removals = page.objects().stream()
                            .map(chunk -> Missing.allowed(store.delete(chunk.name(), Conditions.NONE)))
                            .toList();
                    return Future.join(removals)
                            .compose(done -> page.next().isEmpty()
                                    ? Future.succeededFuture(now)
                                    : removeUnder(bucket, prefix, now));
                });
    }

    @Override
    public void replaced(Manifest manifest) {
        drop(manifest).onFailure(left -> {}); // Whoever reads it again is told the same again.
    }

    @Override
    public void givesNoParts(long bucketId) {
        withoutParts.add(bucketId); // Who reads a manifest next drops it.
    }
}
