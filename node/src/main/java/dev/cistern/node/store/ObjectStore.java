package dev.cistern.node.store;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Buckets and objects. Every method may be called on any event loop, never blocks it, and completes its future on the
 * caller's context. A failed future carries a {@link StoreException}.
 */
public interface ObjectStore {

    /**
     * Makes a bucket. Fails with {@link StoreException.Code#BUCKET_EXISTS} where there is one already.
     *
     * @param traits with texts that were checked
     */
    Future<BucketInfo> createBucket(BucketName bucket, BucketTraits traits);

    /**
     * Gives a bucket another text of a document. Fails with {@link StoreException.Code#INVALID_BUCKET_STATE} where another
     * document forbids it: objects can be locked only where there are versions, and versions stay where objects can be.
     *
     * @param text checked by the caller, at most {@value BucketDocument#MAX_LENGTH} characters; empty to be without
     * @return the bucket as it is now
     */
    Future<BucketInfo> configure(BucketName bucket, BucketDocument document, Optional<String> text);

    /** All buckets in order of name. */
    Future<List<BucketInfo>> listBuckets();

    Future<BucketInfo> headBucket(BucketName bucket);

    /**
     * The bucket of a change that follows at once. In a cluster, what this node knows of it may be enough, since the change finds out
     * when it is made that the bucket is another since.
     */
    default Future<BucketInfo> bucketToChange(BucketName bucket) {
        return headBucket(bucket);
    }

    /**
     * Removes a bucket.
     *
     * @param contents whether objects go with it; with {@link Contents#MUST_BE_EMPTY} a bucket that holds any fails with
     *     {@link StoreException.Code#BUCKET_NOT_EMPTY}
     */
    Future<Void> destroyBucket(BucketName bucket, Contents contents);

    /**
     * Stores an object. The body is consumed with back-pressure; the future completes when the object is as durable as
     * the settings ask. On any failure nothing of it is stored and what was there before stays.
     *
     * @param body paused or not; its handlers are set by the store, before this method returns
     */
    Future<ObjectInfo> put(PutCommand command, ReadStream<Buffer> body);

    /**
     * As {@link #put(PutCommand, ReadStream)}, and what has come of the body can be read before it is stored.
     *
     * @param watcher given the same draft on the caller's context each time that there is more of it, to be closed also where
     *     this fails; never called where no bytes come to lie on this node, or too few for a file
     */
    default Future<ObjectInfo> put(PutCommand command, ReadStream<Buffer> body, Consumer<Draft> watcher) {
        return put(command, body);
    }

    /**
     * The object's record, once its conditions hold. Fails with {@link StoreException.Code#NO_SUCH_OBJECT}, which tells of
     * the delete marker where there is one; where a version was named, with {@link StoreException.Code#NO_SUCH_VERSION} or
     * {@link StoreException.Code#IS_DELETE_MARKER}.
     */
    Future<ObjectInfo> head(ObjectVersion object, Conditions conditions);

    /** The record of the latest version. */
    default Future<ObjectInfo> head(ObjectName object, Conditions conditions) {
        return head(ObjectVersion.latest(object), conditions);
    }

    /** Opens an object for reading; the caller closes what it is given. Fails as {@link #head} does. */
    Future<OpenObject> get(GetCommand command);

    /**
     * Removes an object; where its bucket has versions, by a delete marker that is its latest version then, also where
     * there is no object. A version that is named is removed for good, and the next older takes its place. Fails with
     * {@link StoreException.Code#NO_SUCH_OBJECT}, {@link StoreException.Code#NO_SUCH_VERSION} or
     * {@link StoreException.Code#LOCKED}.
     *
     * @return the delete marker that was written; where none was, what was removed
     */
    Future<ObjectInfo> delete(DeleteCommand command);

    /** Removes an object. */
    default Future<ObjectInfo> delete(ObjectName object, Conditions conditions) {
        return delete(new DeleteCommand(object, conditions));
    }

    /**
     * Removes objects of a bucket, together where that is cheaper: one that is not there may then be as good as removed. Else what is
     * said of {@link #delete(DeleteCommand)} holds for each.
     *
     * @param commands at most 1,000
     * @return how each went, in the same order; completes when all have ended, and does not fail
     */
    default Future<List<Future<ObjectInfo>>> deleteAll(BucketName bucket, List<DeleteCommand> commands) {
        List<Future<ObjectInfo>> removals = commands.stream().map(this::delete).toList();
        return Future.join(removals).transform(ended -> Future.succeededFuture(removals));
    }

    /**
     * Gives an object other tags; its bytes, version and time stay as they are. Fails as {@link #head} does.
     *
     * @param tags all of them
     */
    Future<ObjectInfo> retag(ObjectVersion object, Map<String, String> tags);

    /** Gives the latest version of an object other tags. */
    default Future<ObjectInfo> retag(ObjectName object, Map<String, String> tags) {
        return retag(ObjectVersion.latest(object), tags);
    }

    /**
     * Changes the lock of an object. Fails with {@link StoreException.Code#NOT_LOCKABLE} where its bucket has no locks,
     * with {@link StoreException.Code#LOCKED} where the lock must not become less, else as {@link #head} does.
     */
    Future<ObjectInfo> lock(ObjectVersion object, ObjectLock.Change change);

    /**
     * Gives an object another note; its bytes, version and time stay as they are. Fails as {@link #head} does.
     *
     * @param name see {@link ObjectInfo#isNote}
     * @param text empty to be without
     */
    Future<ObjectInfo> note(ObjectVersion object, String name, Optional<String> text);

    /** One page of a listing, in order of the keys' UTF-8 bytes. */
    Future<ListPage> list(ListCommand command);

    /** One page of all versions and delete markers; where there are none, of objects, which are null versions. */
    Future<VersionPage> listVersions(ListVersions command);

    /** This store, as it answers a request that another node sent on; stores without backends answer all alike. */
    default ObjectStore over(Hops hops) {
        return this;
    }

    /**
     * This store, for what follows an answer of its own to the same request: in a cluster, what it shows is at least as new as that
     * answer, and the other nodes are not asked again. Only {@link #listBuckets} asks nevertheless.
     */
    default ObjectStore settled() {
        return this;
    }

    /** What happens to the objects of a bucket that is destroyed. */
    enum Contents {
        MUST_BE_EMPTY,
        DESTROY
    }
}
