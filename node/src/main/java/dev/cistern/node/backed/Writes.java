package dev.cistern.node.backed;

import dev.cistern.conf.BackedSettings;
import dev.cistern.node.backed.Pending.Change;
import dev.cistern.node.store.Backing;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.DeleteCommand;
import dev.cistern.node.store.ListCommand;
import dev.cistern.node.store.ListPage;
import dev.cistern.node.store.Missing;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.ObjectVersion;
import dev.cistern.node.store.PutCommand;
import dev.cistern.node.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What is written to buckets whose objects come from elsewhere: at once, or, in write-back buckets, afterwards. A bucket that is
 * write-back no more still brings what was written before, and an object of which the cloud does not know all is written
 * back until it does. Used by any thread.
 */
final class Writes implements WriteBack.Surroundings {
    private static final int LOADED_AT_ONCE = 256;

    private final VertxInternal vertx;
    private final ObjectStore store;
    private final Copies copies;
    private final ColdReads cold;
    private final WriteThrough through;
    private final WriteBack back;
    private final WriteQueue queue;
    private final Uploads.Parts parts;
    private final ConcurrentMap<Long, Uploads> uploads = new ConcurrentHashMap<>();
    private volatile boolean stopped; // Once true, always true.

    /** What is here of objects that clouds have. */
    record Copied(Copies copies, LargeObjects large, ColdReads cold, Changes changes) {}

    /** What waits for clouds, and who waits for an object. */
    record Waiting(WriteQueue queue, KeyTurns turns) {}

    /** @param way of writes that no request waits for */
    Writes(VertxInternal vertx, ObjectStore store, Copied copied, Waiting waiting, Way way) {
        this.vertx = vertx;
        this.store = store;
        this.copies = copied.copies;
        this.cold = copied.cold;
        this.queue = waiting.queue;
        KeyTurns turns = waiting.turns;
        this.through = new WriteThrough(store, copied.copies, copied.changes);
        this.back = new WriteBack(store, queue, turns, this);
        Supplier<BackedSettings> settings = copied.large::settings;
        this.parts = new Uploads.Parts(
                store,
                way,
                new CloudWriter(store, queue, turns, this),
                () -> settings.get().uploads(),
                () -> ThreadLocalRandom.current().nextDouble());
    }

    Future<ObjectInfo> put(BucketInfo bucket, Way way, PutCommand command, ReadStream<Buffer> body) {
        return isBack(bucket, command.name())
                ? back.put(bucket, way, command, body)
                : through.put(way.toWrite(bucket), command, body);
    }

    Future<ObjectInfo> delete(BucketInfo bucket, Way way, ObjectName name, Conditions conditions) {
        return isBack(bucket, name)
                ? back.delete(bucket, way, name, conditions)
                : through.delete(way.toWrite(bucket), name, conditions);
    }

    /** See {@link ObjectStore#deleteAll}. */
    Future<List<Future<ObjectInfo>>> deleteAll(BucketInfo bucket, Way way, List<DeleteCommand> commands) {
        Set<ObjectName> together = commands.stream()
                .filter(command -> isPlain(bucket, command))
                .map(command -> command.object().name())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        Map<ObjectName, Future<ObjectInfo>> removed =
                together.size() < 2 ? Map.of() : through.deleteAll(way.toWrite(bucket), List.copyOf(together));
        List<Future<ObjectInfo>> removals = new ArrayList<>();
        for (DeleteCommand command : commands) {
            Future<ObjectInfo> one =
                    isPlain(bucket, command) ? removed.get(command.object().name()) : null;
            removals.add(one == null ? delete(bucket, way, command) : one);
        }
        return Future.join(removals).transform(ended -> Future.succeededFuture(removals));
    }

    private Future<ObjectInfo> delete(BucketInfo bucket, Way way, DeleteCommand command) {
        try {
            return delete(bucket, way, BackedStore.only(command.object()).name(), command.conditions());
        } catch (StoreException refused) {
            return Future.failedFuture(refused);
        }
    }

    /** Whether it can be removed with others. */
    private boolean isPlain(BucketInfo bucket, DeleteCommand command) {
        ObjectVersion object = command.object();
        return object.withoutNull().id().isEmpty()
                && !OwnKeys.isOwn(object.name())
                && command.conditions().equals(Conditions.NONE)
                && !isBack(bucket, object.name());
    }

    private boolean isBack(BucketInfo bucket, ObjectName name) {
        return bucket.backing().writes() == Backing.Writes.BACK || isAhead(bucket, name);
    }

    /** Whether what is here of an object, which may be nothing, is newer than what its cloud has. */
    boolean isAhead(BucketInfo bucket, ObjectName name) {
        return queue.of(bucket, name).isPresent();
    }

    /** Whether an object was removed here that its cloud still may have. */
    boolean isRemoved(BucketInfo bucket, ObjectName name) {
        return queue.of(bucket, name)
                .filter(write -> write.change() == Change.DELETE)
                .isPresent();
    }

    ListPage listed(BucketInfo bucket, ListCommand command, ListPage page) {
        return PendingPage.over(page, command, queue.of(bucket));
    }

    /** The bucket was destroyed. */
    void forget(BucketInfo bucket) {
        queue.forget(bucket);
        Uploads ended = uploads.remove(bucket.id());
        if (ended != null) {
            ended.stop();
        }
    }

    /** Reads what was not brought to its cloud before the node ended. To be called once, before any request. */
    Future<Void> begin() {
        return store.listBuckets().compose(buckets -> {
            Future<Void> loaded = Future.succeededFuture();
            for (BucketInfo bucket : buckets) {
                if (bucket.backend().isPresent()) {
                    loaded = loaded.compose(before -> load(bucket, Optional.empty(), new TreeMap<>()));
                }
            }
            return loaded;
        });
    }

    /** @param found by the versions of their records, which tell what was written first */
    private Future<Void> load(BucketInfo bucket, Optional<String> after, NavigableMap<Long, Pending> found) {
        ListCommand page = new ListCommand(bucket.name(), OwnKeys.WRITES, "", after, LOADED_AT_ONCE);
        return store.list(page).compose(records -> Future.join(records.objects().stream()
                        .map(record -> load(record, found))
                        .toList())
                .compose(loaded -> {
                    if (records.next().isPresent()) {
                        return load(bucket, records.next(), found);
                    }
                    found.values().forEach(pending -> queue.add(bucket, pending));
                    found.values().forEach(pending -> wake(bucket, pending.name()));
                    return Future.succeededFuture();
                }));
    }

    private Future<Void> load(ObjectInfo record, NavigableMap<Long, Pending> found) {
        return Missing.asEmpty(store.head(Pending.nameIn(record), Conditions.NONE))
                .compose(object -> {
                    Optional<Pending> pending = Pending.read(record, object);
                    if (pending.isEmpty()) {
                        return store.delete(record.name(), Conditions.NONE).mapEmpty();
                    }
                    found.put(record.version(), pending.get());
                    return Future.succeededFuture();
                });
    }

    /** Brings nothing more to clouds. */
    void stop() {
        stopped = true;
        uploads.values().forEach(Uploads::stop);
    }

    WriteBackFigures figures() {
        return new WriteBackFigures(
                queue.count(),
                queue.bytes(),
                queue.oldest(),
                uploads.values().stream().mapToLong(Uploads::uploaded).sum(),
                uploads.values().stream().mapToLong(Uploads::failed).sum());
    }

    /** Of one bucket. */
    WriteBackFigures figures(BucketInfo bucket) {
        BucketWrites writes = queue.of(bucket);
        Optional<Uploads> of = Optional.ofNullable(uploads.get(bucket.id()));
        return new WriteBackFigures(
                writes.count(),
                writes.bytes(),
                writes.oldest(),
                of.map(Uploads::uploaded).orElse(0L),
                of.map(Uploads::failed).orElse(0L));
    }

    /** Why a bucket's writes do not come to its cloud; empty where they do. */
    Optional<String> trouble(BucketInfo bucket) {
        return Optional.ofNullable(uploads.get(bucket.id())).flatMap(Uploads::trouble);
    }

    @Override
    public Future<Void> drop(ObjectName name) {
        return copies.drop(name);
    }

    @Override
    public Future<Optional<ObjectInfo>> there(ObjectName name, BucketInfo bucket, Way way) {
        return Missing.asEmpty(cold.head(name, Conditions.NONE, bucket, way));
    }

    @Override
    public void came(BucketInfo bucket, long bytes) {
        copies.arrivals().add(bucket.id(), bytes);
    }

    @Override
    public void wake(BucketInfo bucket, ObjectName name) {
        if (!stopped) {
            uploads.computeIfAbsent(bucket.id(), id -> new Uploads(vertx.createEventLoopContext(), parts, bucket))
                    .offer(name);
        }
    }
}
