package dev.cistern.node.backed;

import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.ListCommand;
import dev.cistern.node.store.ListPage;
import dev.cistern.node.store.Missing;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** What is here of objects that their backends have too. Used by any thread. */
final class Copies {
    private final ObjectStore store;
    private final Fetches fetches;
    private final LargeObjects large;
    private final WriteQueue queue;
    private final KeyTurns turns;
    private final Freshening ages;

    Copies(ObjectStore store, Fetches fetches, LargeObjects large, WriteQueue queue, KeyTurns turns) {
        this.store = store;
        this.fetches = fetches;
        this.large = large;
        this.queue = queue;
        this.turns = turns;
        this.ages = fetches.ages();
    }

    Arrivals arrivals() {
        return fetches.arrivals();
    }

    /** What was fetched in parts, or is being fetched, is not to be read, or stored, any more. */
    Future<Void> drop(ObjectName name) {
        fetches.supersede(name);
        return large.forget(name);
    }

    /** Whether what is here of an object, if anything, needs not be compared with what its backend has. */
    Future<Boolean> isGood(BucketInfo bucket, ObjectName name, Duration goodFor) {
        if (queue.of(bucket).isAhead(name)) {
            return Future.succeededFuture(true);
        }
        return whole(name)
                .compose(object -> object.isPresent() ? Future.succeededFuture(object) : whole(OwnKeys.manifest(name)))
                .map(copy -> copy.isEmpty() || ages.isGood(copy.get(), goodFor));
    }

    Future<Boolean> isHere(ObjectName name) {
        return whole(name).map(Optional::isPresent);
    }

    private Future<Optional<ObjectInfo>> whole(ObjectName name) {
        return Missing.asEmpty(store.head(name, Conditions.NONE));
    }

    Future<OptionalLong> evictable(ObjectName name) {
        return store.headBucket(name.bucket()).compose(bucket -> evictable(backed(bucket), name));
    }

    private Future<OptionalLong> evictable(BucketInfo bucket, ObjectName name) {
        if (queue.of(bucket).isAhead(name)) {
            return Future.succeededFuture(OptionalLong.empty());
        }
        return whole(name)
                .compose(object -> object.isPresent()
                        ? Future.succeededFuture(OptionalLong.of(object.get().size()))
                        : large.find(name).map(manifest -> manifest.map(known -> OptionalLong.of(known.sizeBytes()))
                                .orElse(OptionalLong.empty())));
    }

    Future<OptionalLong> evict(ObjectName name) {
        return store.headBucket(name.bucket())
                .map(Copies::backed)
                .compose(bucket -> turns.inTurn(name, () -> evictable(bucket, name)
                        .compose(size -> size.isEmpty()
                                ? Future.succeededFuture(size)
                                : remove(name).map(size))));
    }

    private static BucketInfo backed(BucketInfo bucket) {
        if (bucket.backend().isEmpty()) {
            throw new StoreException(
                    Code.INVALID_ARGUMENT,
                    "bucket '" + bucket.name() + "' has no backend: what is let go of would be lost");
        }
        return bucket;
    }

    private Future<Void> remove(ObjectName name) {
        Future<Void> whole = Missing.allowed(store.delete(name, Conditions.NONE));
        return Future.join(whole, large.forget(name)).mapEmpty();
    }

    Future<ListPage> listParts(ListCommand command) {
        ListCommand manifests =
                new ListCommand(command.bucket(), OwnKeys.MANIFESTS, "", command.startAfter(), command.maxKeys());
        return store.list(manifests)
                .map(page -> new ListPage(
                        page.objects().stream()
                                .map(record -> Manifest.of(record).info())
                                .filter(object -> object.name().key().startsWith(command.prefix()))
                                .toList(),
                        page.commonPrefixes(),
                        page.next()));
    }
}
