package dev.cistern.node.store;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
     * Gives a bucket another text of a document.
     *
     * @param text checked by the caller, at most {@value BucketDocument#MAX_LENGTH} characters; empty to be without
     * @return the bucket as it is now
     */
    Future<BucketInfo> configure(BucketName bucket, BucketDocument document, Optional<String> text);

    /** All buckets in order of name. */
    Future<List<BucketInfo>> listBuckets();

    Future<BucketInfo> headBucket(BucketName bucket);

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

    /** The object's record, once its conditions hold. */
    Future<ObjectInfo> head(ObjectName object, Conditions conditions);

    /** Opens an object for reading; the caller closes what it is given. */
    Future<OpenObject> get(GetCommand command);

    /**
     * Removes an object. Fails with {@link StoreException.Code#NO_SUCH_OBJECT} where there is none.
     *
     * @return what was removed
     */
    Future<ObjectInfo> delete(ObjectName object, Conditions conditions);

    /**
     * Gives an object other tags; its bytes, version and time stay as they are.
     *
     * @param tags all of them
     */
    Future<ObjectInfo> retag(ObjectName object, Map<String, String> tags);

    /**
     * Gives an object another note; its bytes, version and time stay as they are.
     *
     * @param name see {@link ObjectInfo#isNote}
     * @param text empty to be without
     */
    Future<ObjectInfo> note(ObjectName object, String name, Optional<String> text);

    /** One page of a listing, in order of the keys' UTF-8 bytes. */
    Future<ListPage> list(ListCommand command);

    /** This store, as it answers a request that another node sent on; stores without backends answer all alike. */
    default ObjectStore over(Hops hops) {
        return this;
    }

    /** What happens to the objects of a bucket that is destroyed. */
    enum Contents {
        MUST_BE_EMPTY,
        DESTROY
    }
}
