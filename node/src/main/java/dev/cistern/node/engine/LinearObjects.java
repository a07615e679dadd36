package dev.cistern.node.engine;

import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.BucketTraits;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.DeleteCommand;
import dev.cistern.node.store.Draft;
import dev.cistern.node.store.GetCommand;
import dev.cistern.node.store.ListCommand;
import dev.cistern.node.store.ListPage;
import dev.cistern.node.store.ListVersions;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectLock;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.ObjectVersion;
import dev.cistern.node.store.OpenObject;
import dev.cistern.node.store.PutCommand;
import dev.cistern.node.store.VersionPage;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.streams.ReadStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Objects of a node that may be a member of a cluster: what was acknowledged anywhere before a request came is in this node's records
 * before it is looked at. On a node alone it is the store itself. Used by any thread.
 *
 * <p>A change of an object is decided where the log is applied. So where its bucket is known here and the members agree on things just
 * now, they are not asked for what came before; what the bucket has become since is looked at when the change is applied.
 */
final class LinearObjects implements ObjectStore {
    private final LinearReads reads;
    private final SharedRecords shared;
    private final ObjectStore store;
    private final Predicate<BucketName> known;
    private final boolean settled;

    /** @param known whether the store knows a bucket, without asking anybody */
    LinearObjects(VertxInternal vertx, SharedRecords shared, ObjectStore store, Predicate<BucketName> known) {
        this(new LinearReads(vertx, shared), shared, store, known, false);
    }

    private LinearObjects(
            LinearReads reads, SharedRecords shared, ObjectStore store, Predicate<BucketName> known, boolean settled) {
        this.reads = reads;
        this.shared = shared;
        this.store = store;
        this.known = known;
        this.settled = settled;
    }

    @Override
    public ObjectStore settled() {
        return settled ? this : new LinearObjects(reads, shared, store, known, true);
    }

    private <T> Future<T> after(Supplier<Future<T>> work) {
        return settled ? work.get() : reads.after(work);
    }

    private boolean isDecidedLater(BucketName bucket) {
        return settled || (known.test(bucket) && shared.isAgreeing());
    }

    private <T> Future<T> change(ObjectVersion object, Supplier<Future<T>> work) {
        return isDecidedLater(object.name().bucket()) ? work.get() : reads.after(work);
    }

    @Override
    public Future<BucketInfo> bucketToChange(BucketName bucket) {
        return isDecidedLater(bucket) ? store.headBucket(bucket) : headBucket(bucket);
    }

    /** Whether a bucket has locks is looked at before the body is received. */
    private Future<ObjectInfo> put(PutCommand command, ReadStream<Buffer> body, Supplier<Future<ObjectInfo>> work) {
        return command.lock().equals(ObjectLock.NONE)
                        && isDecidedLater(command.name().bucket())
                ? work.get()
                : reads.after(body, work);
    }

    @Override
    public Future<BucketInfo> createBucket(BucketName bucket, BucketTraits traits) {
        return shared.refusalOf(traits)
                .<Future<BucketInfo>>map(Future::failedFuture)
                .orElseGet(() -> store.createBucket(bucket, traits));
    }

    @Override
    public Future<BucketInfo> configure(BucketName bucket, BucketDocument document, Optional<String> text) {
        return shared.refusalOf(BucketTraits.NONE.with(document, text))
                .<Future<BucketInfo>>map(Future::failedFuture)
                .orElseGet(() -> store.configure(bucket, document, text));
    }

    @Override
    public Future<List<BucketInfo>> listBuckets() {
        return reads.after(store::listBuckets);
    }

    @Override
    public Future<BucketInfo> headBucket(BucketName bucket) {
        return after(() -> store.headBucket(bucket));
    }

    @Override
    public Future<Void> destroyBucket(BucketName bucket, Contents contents) {
        return store.destroyBucket(bucket, contents);
    }

    @Override
    public Future<ObjectInfo> put(PutCommand command, ReadStream<Buffer> body) {
        return put(command, body, () -> store.put(command, body));
    }

    @Override
    public Future<ObjectInfo> put(PutCommand command, ReadStream<Buffer> body, Consumer<Draft> watcher) {
        return put(command, body, () -> store.put(command, body, watcher));
    }

    @Override
    public Future<ObjectInfo> head(ObjectVersion object, Conditions conditions) {
        return after(() -> store.head(object, conditions));
    }

    @Override
    public Future<OpenObject> get(GetCommand command) {
        return after(() -> store.get(command));
    }

    @Override
    public Future<ObjectInfo> delete(DeleteCommand command) {
        return change(command.object(), () -> store.delete(command));
    }

    @Override
    public Future<ObjectInfo> retag(ObjectVersion object, Map<String, String> tags) {
        return change(object, () -> store.retag(object, tags));
    }

    @Override
    public Future<ObjectInfo> lock(ObjectVersion object, ObjectLock.Change change) {
        return change(object, () -> store.lock(object, change));
    }

    @Override
    public Future<ObjectInfo> note(ObjectVersion object, String name, Optional<String> text) {
        return change(object, () -> store.note(object, name, text));
    }

    @Override
    public Future<ListPage> list(ListCommand command) {
        return after(() -> store.list(command));
    }

    @Override
    public Future<VersionPage> listVersions(ListVersions command) {
        return after(() -> store.listVersions(command));
    }
}
