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

/**
 * Objects of a node that may be a member of a cluster: what was acknowledged anywhere before a request came is in this node's records
 * before it is looked at. On a node alone it is the store itself. Used by any thread.
 */
final class LinearObjects implements ObjectStore {
    private final LinearReads reads;
    private final SharedRecords shared;
    private final ObjectStore store;

    LinearObjects(VertxInternal vertx, SharedRecords shared, ObjectStore store) {
        this.reads = new LinearReads(vertx, shared);
        this.shared = shared;
        this.store = store;
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
        return reads.after(() -> store.headBucket(bucket));
    }

    @Override
    public Future<Void> destroyBucket(BucketName bucket, Contents contents) {
        return store.destroyBucket(bucket, contents);
    }

    @Override
    public Future<ObjectInfo> put(PutCommand command, ReadStream<Buffer> body) {
        return reads.after(body, () -> store.put(command, body));
    }

    @Override
    public Future<ObjectInfo> put(PutCommand command, ReadStream<Buffer> body, Consumer<Draft> watcher) {
        return reads.after(body, () -> store.put(command, body, watcher));
    }

    @Override
    public Future<ObjectInfo> head(ObjectVersion object, Conditions conditions) {
        return reads.after(() -> store.head(object, conditions));
    }

    @Override
    public Future<OpenObject> get(GetCommand command) {
        return reads.after(() -> store.get(command));
    }

    @Override
    public Future<ObjectInfo> delete(DeleteCommand command) {
        return reads.after(() -> store.delete(command));
    }

    @Override
    public Future<ObjectInfo> retag(ObjectVersion object, Map<String, String> tags) {
        return reads.after(() -> store.retag(object, tags));
    }

    @Override
    public Future<ObjectInfo> lock(ObjectVersion object, ObjectLock.Change change) {
        return reads.after(() -> store.lock(object, change));
    }

    @Override
    public Future<ObjectInfo> note(ObjectVersion object, String name, Optional<String> text) {
        return reads.after(() -> store.note(object, name, text));
    }

    @Override
    public Future<ListPage> list(ListCommand command) {
        return reads.after(() -> store.list(command));
    }

    @Override
    public Future<VersionPage> listVersions(ListVersions command) {
        return reads.after(() -> store.listVersions(command));
    }
}
