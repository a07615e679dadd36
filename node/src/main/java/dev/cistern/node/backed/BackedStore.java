package dev.cistern.node.backed;

import dev.cistern.backends.ListableBackend;
import dev.cistern.conf.BackedSettings;
import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.BucketTraits;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.DeleteCommand;
import dev.cistern.node.store.GetCommand;
import dev.cistern.node.store.GetCommand.Freshness;
import dev.cistern.node.store.Hops;
import dev.cistern.node.store.ListCommand;
import dev.cistern.node.store.ListPage;
import dev.cistern.node.store.ListVersions;
import dev.cistern.node.store.Missing;
import dev.cistern.node.store.MultipartStore;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectLock;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.ObjectVersion;
import dev.cistern.node.store.OpenObject;
import dev.cistern.node.store.PutCommand;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import dev.cistern.node.store.VersionPage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.streams.ReadStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A store some of whose buckets fetch what they do not hold from a backend, and write to it where it can be written to.
 * Objects of all other buckets, and those that are stored already, take the road they would take without it.
 */
public final class BackedStore implements ObjectStore {
    /** Slower readers than one buffer in this time do not hold a fetch up. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** What the place that objects come from has of its own. */
    private static final Set<BucketDocument> OF_OWN_BUCKETS = EnumSet.of(
            BucketDocument.VERSIONING, BucketDocument.OBJECT_LOCK, BucketDocument.LIFECYCLE, BucketDocument.ENCRYPTION);

    private final VertxInternal vertx;
    private final ObjectStore store;
    private final Fetches fetches;
    private final ColdReads cold;
    private final Writes writes;
    private final Copies copies;
    private final Upkeep upkeep;
    private final MultipartStore parts;
    private final Way way;

    /** @param settings asked each time */
    public BackedStore(Vertx vertx, Here here, Backends backends, Self self, Supplier<BackedSettings> settings) {
        this(
                vertx,
                here,
                new Way(backends, self.id(), Hops.NONE),
                new Surroundings(PATIENCE, InstantSource.system(), self),
                settings);
    }

    BackedStore(Vertx vertx, Here here, Way way, Surroundings around, Supplier<BackedSettings> settings) {
        this.vertx = (VertxInternal) vertx;
        this.store = here.objects();
        this.way = way;
        WriteQueue queue = new WriteQueue(() -> settings.get().queueMax());
        Changes changes = new Changes(store, around.self().isShared());
        this.fetches = new Fetches(store, around, queue, changes);
        LargeObjects large = new LargeObjects(this.vertx, store, fetches, settings);
        this.cold = new ColdReads(this.vertx, store, fetches, large);
        KeyTurns turns = new KeyTurns(this.vertx);
        this.copies = new Copies(store, fetches, large, queue, turns);
        LastUse uses = new LastUse();
        Evictions.Parts lying = new Evictions.Parts(
                copies, uses, fetches.arrivals(), around.self().room(), around.clock());
        this.upkeep = new Upkeep(
                vertx,
                new Sweeps(here, large, around.clock()),
                new Evictions(this.vertx, store, lying, settings),
                uses,
                around.clock());
        this.writes = new Writes(
                this.vertx,
                store,
                new Writes.Copied(copies, large, cold, changes),
                new Writes.Waiting(queue, turns),
                way);
        this.parts = new BackedParts(this.vertx, here, writes, way);
    }

    private BackedStore(BackedStore of, ObjectStore store, Way way) {
        this.vertx = of.vertx;
        this.store = store;
        this.fetches = of.fetches;
        this.cold = of.cold;
        this.writes = of.writes;
        this.copies = of.copies;
        this.upkeep = of.upkeep;
        this.parts = of.parts;
        this.way = way;
    }

    @Override
    public ObjectStore over(Hops came) {
        return new BackedStore(this, store, way.over(came));
    }

    @Override
    public ObjectStore settled() {
        return new BackedStore(this, store.settled(), way);
    }

    /** Takes up what was not brought to its cloud before the node ended. To be called once, before any request. */
    public Future<Void> begin() {
        return writes.begin();
    }

    /** Uploads of parts, to the same buckets. */
    public MultipartStore parts() {
        return parts;
    }

    public Upkeep upkeep() {
        return upkeep;
    }

    /** Brings nothing more to clouds; what waits is kept. */
    public Future<Void> stop() {
        upkeep.stop();
        writes.stop();
        return vertx.getOrCreateContext().succeededFuture();
    }

    public WriteBackFigures writeBack() {
        return writes.figures();
    }

    /** Of one bucket. */
    public WriteBackFigures writeBack(BucketInfo bucket) {
        return writes.figures(bucket);
    }

    /** Why a bucket's writes do not come to its cloud; empty where they do. */
    public Optional<String> trouble(BucketInfo bucket) {
        return writes.trouble(bucket);
    }

    /** What of a bucket's objects is here whole, in order; of a bucket without a backend all. */
    public Future<ListPage> listHere(ListCommand command) {
        return store.headBucket(command.bucket())
                .compose(bucket -> store.list(bucket.backend().isEmpty() ? command : OwnKeys.hidden(command)));
    }

    /** What is here in parts, in no order; a page may have fewer than are wanted, and be followed by others nevertheless. */
    public Future<ListPage> listPartlyHere(ListCommand command) {
        return copies.listParts(command);
    }

    /** Whether all of an object is here. */
    public Future<Boolean> isHere(ObjectName name) {
        return copies.isHere(name);
    }

    /**
     * Lets go of what is here of an object that its backend has.
     *
     * @return its size; empty where nothing of it is here, or the backend does not have it yet
     */
    public Future<OptionalLong> evict(ObjectName name) {
        return copies.evict(name);
    }

    /** What {@link #evict} would say. */
    public Future<OptionalLong> evictable(ObjectName name) {
        return copies.evictable(name);
    }

    public BackedFigures figures() {
        return fetches.figures();
    }

    @Override
    public Future<BucketInfo> createBucket(BucketName bucket, BucketTraits traits) {
        try {
            way.check(traits);
        } catch (StoreException e) {
            return vertx.getOrCreateContext().failedFuture(e);
        }
        return store.createBucket(bucket, traits);
    }

    @Override
    public Future<BucketInfo> configure(BucketName bucket, BucketDocument document, Optional<String> text) {
        return store.headBucket(bucket).compose(found -> {
            if (found.backend().isPresent() && text.isPresent() && OF_OWN_BUCKETS.contains(document)) {
                throw new StoreException(
                        Code.INVALID_ARGUMENT,
                        "the objects of bucket '" + bucket + "' come from "
                                + found.backend().get() + ", which has its own " + document.title());
            }
            return store.configure(bucket, document, text);
        });
    }

    @Override
    public Future<List<BucketInfo>> listBuckets() {
        return store.listBuckets();
    }

    @Override
    public Future<BucketInfo> headBucket(BucketName bucket) {
        return store.headBucket(bucket);
    }

    @Override
    public Future<Void> destroyBucket(BucketName bucket, Contents contents) {
        return store.headBucket(bucket)
                .compose(found -> store.destroyBucket(bucket, contents).map(destroyed -> {
                    writes.forget(found);
                    return destroyed;
                }));
    }

    @Override
    public Future<ObjectInfo> put(PutCommand command, ReadStream<Buffer> body) {
        var unused = body.pause();
        return store.bucketToChange(command.name().bucket()).compose(bucket -> {
            if (bucket.backend().isEmpty()) {
                return store.put(command, body);
            }
            bucket.requireLockable(command.lock());
            OwnKeys.refuse(command.name());
            Way.requirePlain(command.name(), command.encryption());
            return writes.put(bucket, way, command, body);
        });
    }

    @Override
    public Future<ObjectInfo> delete(DeleteCommand command) {
        ObjectVersion object = command.object();
        return store.bucketToChange(object.name().bucket())
                .compose(bucket -> bucket.backend().isEmpty()
                        ? store.delete(command)
                        : writes.delete(bucket, way, only(object).name(), command.conditions()));
    }

    @Override
    public Future<List<Future<ObjectInfo>>> deleteAll(BucketName bucket, List<DeleteCommand> commands) {
        return store.headBucket(bucket)
                .compose(found -> found.backend().isEmpty()
                        ? store.deleteAll(bucket, commands)
                        : writes.deleteAll(found, way, commands))
                .recover(cause -> Future.succeededFuture(commands.stream()
                        .map(command -> Future.<ObjectInfo>failedFuture(cause))
                        .toList()));
    }

    /** Here, what comes from a backend has the one version that it has there. */
    static ObjectVersion only(ObjectVersion object) {
        OwnKeys.refuse(object.name());
        ObjectVersion only = object.withoutNull();
        if (only.id().isPresent()) {
            throw new StoreException(Code.NO_SUCH_VERSION, "there is no " + only);
        }
        return only;
    }

    /** The object as the store knows it: what comes from a backend has no versions here. */
    private Future<ObjectVersion> known(ObjectVersion object) {
        return object.id().isEmpty() && !OwnKeys.isOwn(object.name())
                ? vertx.getOrCreateContext().succeededFuture(object)
                : store.headBucket(object.name().bucket())
                        .map(bucket -> bucket.backend().isPresent() ? only(object) : object);
    }

    @Override
    public Future<ObjectInfo> lock(ObjectVersion object, ObjectLock.Change change) {
        return store.lock(object, change);
    }

    @Override
    public Future<ObjectInfo> retag(ObjectVersion object, Map<String, String> tags) {
        return ofOwnBucket(object, "tagged", () -> store.retag(object, tags));
    }

    @Override
    public Future<ObjectInfo> note(ObjectVersion object, String name, Optional<String> text) {
        return ofOwnBucket(object, "noted", () -> store.note(object, name, text));
    }

    private Future<ObjectInfo> ofOwnBucket(ObjectVersion object, String what, Supplier<Future<ObjectInfo>> change) {
        return store.bucketToChange(object.name().bucket()).compose(bucket -> {
            if (bucket.backend().isPresent()) {
                throw new StoreException(
                        Code.READ_ONLY,
                        "the objects of bucket '" + bucket.name() + "' cannot be " + what + " here: they come from "
                                + bucket.backend().get());
            }
            return change.get();
        });
    }

    @Override
    public Future<ListPage> list(ListCommand command) {
        return store.headBucket(command.bucket()).compose(bucket -> {
            if (bucket.backend().isEmpty()) {
                return store.settled().list(command);
            }
            ListCommand shown = OwnKeys.hidden(command);
            return way.to(bucket) instanceof ListableBackend listable
                    ? ColdPage.of(shown, listable, store).map(page -> writes.listed(bucket, shown, page))
                    : store.list(shown);
        });
    }

    @Override
    public Future<VersionPage> listVersions(ListVersions command) {
        return store.headBucket(command.bucket())
                .compose(bucket -> bucket.backend().isEmpty() || command.atMost() == 0
                        ? store.settled().listVersions(command)
                        : list(OnlyVersions.objects(command)).map(OnlyVersions::page));
    }

    @Override
    public Future<ObjectInfo> head(ObjectVersion object, Conditions conditions) {
        ObjectName name = object.name();
        return known(object).compose(known -> store.head(known, conditions)).recover(cause -> ifBacked(name, cause)
                .compose(bucket -> writes.isRemoved(bucket, name)
                        ? Future.failedFuture(cause)
                        : cold.head(name, conditions, bucket, way)));
    }

    @Override
    public Future<OpenObject> get(GetCommand asked) {
        return asked.version().isEmpty() && !OwnKeys.isOwn(asked.name())
                ? getKnown(asked)
                : known(asked.object()).compose(known -> getKnown(asked.of(known.id())));
    }

    private Future<OpenObject> getKnown(GetCommand command) {
        return store.headBucket(command.name().bucket()).compose(bucket -> {
            if (bucket.backend().isEmpty()) {
                return store.settled().get(command);
            }
            upkeep.used(bucket, command.name());
            if (command.freshness() == Freshness.LATEST) {
                return writes.isAhead(bucket, command.name()) ? store.get(command) : cold.open(command, bucket, way);
            }
            return bucket.backing().goodFor().isPresent()
                    ? getGood(bucket, command, bucket.backing().goodFor().get())
                    : getStored(command);
        });
    }

    private Future<OpenObject> getStored(GetCommand command) {
        return store.get(command).recover(cause -> ifBacked(command.name(), cause)
                .compose(bucket -> writes.isRemoved(bucket, command.name())
                        ? Future.failedFuture(cause)
                        : cold.open(command, bucket, way)));
    }

    /** A copy that is not good any more is served nevertheless while its backend is away, unless it never is good. */
    private Future<OpenObject> getGood(BucketInfo bucket, GetCommand command, Duration goodFor) {
        return copies.isGood(bucket, command.name(), goodFor)
                .compose(good -> good
                        ? getStored(command)
                        : cold.open(command.with(Freshness.LATEST), bucket, way)
                                .recover(cause -> ColdPage.isAway(cause) && !goodFor.isZero()
                                        ? getStored(command)
                                        : Future.failedFuture(cause)));
    }

    /** The bucket of an object that is not stored, where it has a backend; else fails with what failed before. */
    private Future<BucketInfo> ifBacked(ObjectName object, Throwable cause) {
        if (!Missing.is(cause)) {
            return Future.failedFuture(cause);
        }
        return store.headBucket(object.bucket())
                .compose(bucket ->
                        bucket.backend().isPresent() ? Future.succeededFuture(bucket) : Future.failedFuture(cause));
    }
}
