package dev.cistern.node.backed;

import dev.cistern.backends.Backend;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.GetCommand;
import dev.cistern.node.store.GetCommand.Freshness;
import dev.cistern.node.store.ListCommand;
import dev.cistern.node.store.ListPage;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.OpenObject;
import dev.cistern.node.store.PutCommand;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.streams.ReadStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A store some of whose buckets are read-only and fetch what they do not hold from a backend. Objects of all other buckets,
 * and those that are stored already, take the road they would take without it.
 */
public final class BackedStore implements ObjectStore {
    /** Slower readers than one buffer in this time do not hold a fetch up. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final VertxInternal vertx;
    private final ObjectStore store;
    private final Function<String, Backend> backends;
    private final Fetches fetches;

    /**
     * Stands before a store.
     *
     * @param backends opens the backend at a URL; refuses one that cannot be used with an
     *     {@link IllegalArgumentException} that says what would be right
     */
    public BackedStore(Vertx vertx, ObjectStore store, Function<String, Backend> backends) {
        this(vertx, store, backends, PATIENCE);
    }

    BackedStore(Vertx vertx, ObjectStore store, Function<String, Backend> backends, Duration patience) {
        this.vertx = (VertxInternal) vertx;
        this.store = store;
        this.backends = backends;
        this.fetches = new Fetches(store, patience);
    }

    public BackedFigures figures() {
        return fetches.figures();
    }

    @Override
    public Future<BucketInfo> createBucket(BucketName bucket, Optional<String> backend) {
        try {
            Optional<Backend> unused = backend.map(this::open);
        } catch (StoreException e) {
            return vertx.getOrCreateContext().failedFuture(e);
        }
        return store.createBucket(bucket, backend);
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
        return writable(command.name()).compose(bucket -> store.put(command, body));
    }

    @Override
    public Future<ObjectInfo> delete(ObjectName object, Conditions conditions) {
        return writable(object).compose(bucket -> store.delete(object, conditions));
    }

    @Override
    public Future<ObjectInfo> retag(ObjectName object, Map<String, String> tags) {
        return writable(object).compose(bucket -> store.retag(object, tags));
    }

    @Override
    public Future<ListPage> list(ListCommand command) {
        return store.list(command);
    }

    @Override
    public Future<ObjectInfo> head(ObjectName object, Conditions conditions) {
        return store.head(object, conditions)
                .recover(cause -> ifBacked(object, cause).compose(bucket -> headCold(object, conditions, bucket)));
    }

    @Override
    public Future<OpenObject> get(GetCommand command) {
        if (command.freshness() == Freshness.LATEST) {
            return store.headBucket(command.name().bucket())
                    .compose(bucket -> bucket.backend().isPresent() ? getCold(command, bucket) : store.get(command));
        }
        return store.get(command)
                .recover(cause -> ifBacked(command.name(), cause).compose(bucket -> getCold(command, bucket)));
    }

    private Future<BucketInfo> writable(ObjectName object) {
        return store.headBucket(object.bucket()).map(bucket -> {
            if (bucket.backend().isPresent()) {
                throw new StoreException(
                        Code.READ_ONLY,
                        "bucket '" + bucket.name() + "' is read-only: its objects come from "
                                + bucket.backend().get());
            }
            return bucket;
        });
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

    private Backend open(String url) {
        try {
            return backends.apply(url);
        } catch (IllegalArgumentException e) {
            throw new StoreException(Code.INVALID_ARGUMENT, String.valueOf(e.getMessage()));
        }
    }

    /** A backend that does not say how long an object is gives it whole: the length is counted on its way into the store. */
    private Future<ObjectInfo> headCold(ObjectName name, Conditions conditions, BucketInfo bucket) {
        return open(bucket.backend().orElseThrow())
                .head(name.key())
                .recover(cause -> Future.failedFuture(BackendFailure.of(cause)))
                .compose(found -> {
                    if (found.isEmpty()) {
                        throw Fetch.missing(name);
                    }
                    return found.get().lengthBytes().isPresent()
                            ? Future.succeededFuture(ColdObject.info(name, found.get()))
                            : stored(fetch(new Wanted(bucket, name, Freshness.STORED)));
                })
                .map(object -> {
                    conditions.checkRead(object);
                    return object;
                });
    }

    private Future<OpenObject> getCold(GetCommand command, BucketInfo bucket) {
        ContextInternal context = vertx.getOrCreateContext();
        Fetch fetch = fetch(new Wanted(bucket, command.name(), command.freshness()));
        Promise<Optional<ColdObject>> opened = context.promise();
        fetch.onHome(() -> fetch.streaming()
                .map(info ->
                        info.map(object -> followed(new ColdObject(context, fetch, store, command, object), fetch)))
                .onComplete(opened));
        return opened.future()
                .compose(cold -> cold.isPresent()
                        ? Future.succeededFuture(cold.get())
                        : stored(fetch).compose(object -> store.get(command)));
    }

    private static ColdObject followed(ColdObject object, Fetch fetch) {
        fetch.follow(object.follower());
        return object;
    }

    private Fetch fetch(Wanted wanted) {
        Backend backend = open(wanted.bucket().backend().orElseThrow());
        return fetches.join(wanted, backend, vertx.getOrCreateContext());
    }

    /** Completes on the caller's context. */
    private Future<ObjectInfo> stored(Fetch fetch) {
        Promise<ObjectInfo> stored = vertx.getOrCreateContext().promise();
        fetch.onHome(() -> fetch.stored().onComplete(stored));
        return stored.future();
    }
}
