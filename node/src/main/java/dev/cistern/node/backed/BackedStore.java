package dev.cistern.node.backed;

import dev.cistern.backends.Backend;
import dev.cistern.backends.ListableBackend;
import dev.cistern.backends.WritableBackend;
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
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.streams.ReadStream;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A store some of whose buckets fetch what they do not hold from a backend, and write to it where it can be written to.
 * Objects of all other buckets, and those that are stored already, take the road they would take without it.
 */
public final class BackedStore implements ObjectStore {
    /** Slower readers than one buffer in this time do not hold a fetch up. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** A read that so many writes in a row overtake before it has begun is given up. */
    private static final int OVERTAKEN_MAX = 8;

    /** What the place that objects come from has of its own. */
    private static final Set<BucketDocument> OF_OWN_BUCKETS = EnumSet.of(
            BucketDocument.VERSIONING, BucketDocument.OBJECT_LOCK, BucketDocument.LIFECYCLE, BucketDocument.ENCRYPTION);

    private final VertxInternal vertx;
    private final ObjectStore store;
    private final Backends backends;
    private final String node;
    private final Fetches fetches;
    private final WriteThrough writes;
    private final Hops hops;

    /**
     * Stands before a store.
     *
     * @param node the id of this node
     */
    public BackedStore(Vertx vertx, ObjectStore store, Backends backends, String node) {
        this(vertx, store, backends, node, PATIENCE);
    }

    BackedStore(Vertx vertx, ObjectStore store, Backends backends, String node, Duration patience) {
        this.vertx = (VertxInternal) vertx;
        this.store = store;
        this.backends = backends;
        this.node = node;
        this.fetches = new Fetches(store, patience);
        this.writes = new WriteThrough(store, fetches);
        this.hops = Hops.NONE;
    }

    private BackedStore(BackedStore of, Hops hops) {
        this.vertx = of.vertx;
        this.store = of.store;
        this.backends = of.backends;
        this.node = of.node;
        this.fetches = of.fetches;
        this.writes = of.writes;
        this.hops = hops;
    }

    @Override
    public ObjectStore over(Hops came) {
        return new BackedStore(this, came);
    }

    public BackedFigures figures() {
        return fetches.figures();
    }

    @Override
    public Future<BucketInfo> createBucket(BucketName bucket, BucketTraits traits) {
        try {
            Optional<Backend> unused = traits.backend().map(url -> open(url, hops));
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
        return store.destroyBucket(bucket, contents);
    }

    @Override
    public Future<ObjectInfo> put(PutCommand command, ReadStream<Buffer> body) {
        var unused = body.pause();
        return store.headBucket(command.name().bucket()).compose(bucket -> {
            if (bucket.backend().isEmpty()) {
                return store.put(command, body);
            }
            bucket.requireLockable(command.lock());
            return writes.put(writable(bucket), unencrypted(command), body);
        });
    }

    @Override
    public Future<ObjectInfo> delete(DeleteCommand command) {
        ObjectVersion object = command.object();
        return store.headBucket(object.name().bucket())
                .compose(bucket -> bucket.backend().isEmpty()
                        ? store.delete(command)
                        : writes.delete(writable(bucket), only(object).name(), command.conditions()));
    }

    /** Here, what comes from a backend has the one version that it has there. */
    private static ObjectVersion only(ObjectVersion object) {
        ObjectVersion only = object.withoutNull();
        if (only.id().isPresent()) {
            throw new StoreException(Code.NO_SUCH_VERSION, "there is no " + only);
        }
        return only;
    }

    /** The object as the store knows it: what comes from a backend has no versions here. */
    private Future<ObjectVersion> known(ObjectVersion object) {
        return object.id().isEmpty()
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
        return store.headBucket(object.name().bucket()).compose(bucket -> {
            if (bucket.backend().isPresent()) {
                throw new StoreException(
                        Code.READ_ONLY,
                        "the objects of bucket '" + bucket.name() + "' cannot be tagged here: they come from "
                                + bucket.backend().get());
            }
            return store.retag(object, tags);
        });
    }

    @Override
    public Future<ObjectInfo> note(ObjectVersion object, String name, Optional<String> text) {
        return store.headBucket(object.name().bucket()).compose(bucket -> {
            if (bucket.backend().isPresent()) {
                throw new StoreException(
                        Code.READ_ONLY,
                        "nothing can be noted here of the objects of bucket '" + bucket.name() + "': they come from "
                                + bucket.backend().get());
            }
            return store.note(object, name, text);
        });
    }

    @Override
    public Future<ListPage> list(ListCommand command) {
        return store.headBucket(command.bucket())
                .compose(bucket -> bucket.backend().isPresent() && backend(bucket) instanceof ListableBackend listable
                        ? ColdPage.of(command, listable, store)
                        : store.list(command));
    }

    @Override
    public Future<VersionPage> listVersions(ListVersions command) {
        return store.headBucket(command.bucket())
                .compose(bucket -> bucket.backend().isEmpty() || command.atMost() == 0
                        ? store.listVersions(command)
                        : list(objects(command)).map(BackedStore::asVersions));
    }

    private static ListCommand objects(ListVersions command) {
        return new ListCommand(
                command.bucket(),
                command.prefix(),
                command.delimiter(),
                command.after().map(ListVersions.Place::key),
                command.atMost());
    }

    /** Each object is the one version there is. */
    private static VersionPage asVersions(ListPage page) {
        return new VersionPage(
                page.objects().stream()
                        .map(object -> new VersionPage.Entry(object, true))
                        .toList(),
                page.commonPrefixes(),
                page.next().map(key -> new ListVersions.Place(key, Optional.empty())));
    }

    @Override
    public Future<ObjectInfo> head(ObjectVersion object, Conditions conditions) {
        ObjectName name = object.name();
        return known(object).compose(known -> store.head(known, conditions)).recover(cause -> ifBacked(name, cause)
                .compose(bucket -> headCold(name, conditions, bucket)));
    }

    @Override
    public Future<OpenObject> get(GetCommand asked) {
        return asked.version().isEmpty()
                ? getKnown(asked)
                : known(asked.object()).compose(known -> getKnown(asked.of(known.id())));
    }

    private Future<OpenObject> getKnown(GetCommand command) {
        if (command.freshness() == Freshness.LATEST) {
            return store.headBucket(command.name().bucket())
                    .compose(bucket -> bucket.backend().isPresent() ? getCold(command, bucket) : store.get(command));
        }
        return store.get(command)
                .recover(cause -> ifBacked(command.name(), cause).compose(bucket -> getCold(command, bucket)));
    }

    /** Where a body goes elsewhere, it is encrypted there or not at all. */
    private static PutCommand unencrypted(PutCommand command) {
        if (command.encryption().isPresent()) {
            throw new StoreException(
                    Code.INVALID_ARGUMENT,
                    "objects of bucket '" + command.name().bucket()
                            + "' go to its backend; this node cannot encrypt them there");
        }
        return command;
    }

    private WritableBackend writable(BucketInfo bucket) {
        if (backend(bucket) instanceof WritableBackend writable) {
            return writable;
        }
        throw new StoreException(
                Code.READ_ONLY,
                "bucket '" + bucket.name() + "' is read-only: its objects come from "
                        + bucket.backend().orElseThrow());
    }

    /** The bucket of an object that is not stored, where it has a backend; else fails with what failed before. */
    private Future<BucketInfo> ifBacked(ObjectName object, Throwable cause) {
        if (!Fetch.isMissing(cause)) {
            return Future.failedFuture(cause);
        }
        return store.headBucket(object.bucket())
                .compose(bucket ->
                        bucket.backend().isPresent() ? Future.succeededFuture(bucket) : Future.failedFuture(cause));
    }

    /** @throws StoreException {@link Code#BACKEND_LOOP} where the request has been at this bucket before */
    private Backend backend(BucketInfo bucket) {
        return open(bucket.backend().orElseThrow(), hops.through(node, bucket.name()));
    }

    private Backend open(String url, Hops came) {
        try {
            return backends.open(url, came.text());
        } catch (IllegalArgumentException e) {
            throw new StoreException(Code.INVALID_ARGUMENT, String.valueOf(e.getMessage()));
        }
    }

    /** A backend that does not say how long an object is gives it whole: the length is counted on its way into the store. */
    private Future<ObjectInfo> headCold(ObjectName name, Conditions conditions, BucketInfo bucket) {
        return backend(bucket)
                .head(name.key())
                .recover(cause -> Future.failedFuture(BackendFailure.of(cause)))
                .compose(found -> {
                    if (found.isEmpty()) {
                        throw Fetch.missing(name);
                    }
                    return found.get().lengthBytes().isPresent()
                            ? Future.succeededFuture(ColdObject.info(name, found.get()))
                            : stored(fetch(new Wanted(bucket, name, Freshness.STORED, hops)));
                })
                .map(object -> {
                    conditions.checkRead(object);
                    return object;
                });
    }

    private Future<OpenObject> getCold(GetCommand command, BucketInfo bucket) {
        return getCold(command, bucket, OVERTAKEN_MAX);
    }

    /** @param more how often it may try anew, when a write has overtaken it before the first byte */
    private Future<OpenObject> getCold(GetCommand command, BucketInfo bucket, int more) {
        ContextInternal context = vertx.getOrCreateContext();
        Fetch fetch = fetch(new Wanted(bucket, command.name(), command.freshness(), hops));
        Promise<Optional<ColdObject>> opened = context.promise();
        fetch.onHome(() -> fetch.streaming()
                .map(info ->
                        info.map(object -> followed(new ColdObject(context, fetch, store, command, object), fetch)))
                .onComplete(opened));
        return opened.future()
                .compose(cold -> cold.isPresent()
                        ? Future.succeededFuture(begun(cold.get()))
                        : stored(fetch).compose(object -> storedNow(command, bucket, more)))
                .recover(cause -> more > 0 && fetch.isSuperseded() && isBackends(cause)
                        ? getCold(command, bucket, more - 1)
                        : Future.failedFuture(cause));
    }

    private static boolean isBackends(Throwable cause) {
        return cause instanceof StoreException failed && failed.code() == Code.BACKEND_FAILED;
    }

    /** What was stored a moment ago, or what has taken its place. */
    private Future<OpenObject> storedNow(GetCommand command, BucketInfo bucket, int more) {
        return store.get(command)
                .recover(cause -> Fetch.isMissing(cause) && more > 0
                        ? getCold(command, bucket, more - 1)
                        : Future.failedFuture(cause));
    }

    private static ColdObject begun(ColdObject object) {
        object.begin();
        return object;
    }

    private static ColdObject followed(ColdObject object, Fetch fetch) {
        fetch.follow(object.follower());
        return object;
    }

    private Fetch fetch(Wanted wanted) {
        return fetches.join(wanted, backend(wanted.bucket()), vertx.getOrCreateContext());
    }

    /** Completes on the caller's context. */
    private Future<ObjectInfo> stored(Fetch fetch) {
        Promise<ObjectInfo> stored = vertx.getOrCreateContext().promise();
        fetch.onHome(() -> fetch.stored().onComplete(stored));
        return stored.future();
    }
}
