package dev.cistern.node.s3;

import dev.cistern.node.http.RequestConditions;
import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.PutCommand;
import dev.cistern.node.store.StoreException;
import io.vertx.core.Future;

/** Objects written at once. */
final class ObjectsHandler {
    /** More than this has to come in parts. */
    static final long MOST_BYTES = 5L << 30;

    private final ObjectStore store;
    private final S3Locks locks;

    ObjectsHandler(ObjectStore store, S3Locks locks) {
        this.store = store;
        this.locks = locks;
    }

    Future<Void> put(S3Request request, ObjectOperation.PutObject operation) {
        S3Headers.requireServed(request);
        S3Body body = S3Body.ofObject(request);
        if (body.length().orElse(0) > MOST_BYTES) {
            throw new S3Exception(S3Error.ENTITY_TOO_LARGE);
        }
        return put(request, operation.object(), body).compose(stored -> request.answer(200));
    }

    /** Stores a body with all that the request says of it, and puts what it became into the answer. */
    Future<ObjectInfo> put(S3Request request, ObjectName object, S3Body body) {
        PutCommand command = new PutCommand(
                object,
                body.length(),
                body.checks(),
                RequestConditions.of(request.http()),
                S3Headers.kept(request),
                S3Headers.metadata(request),
                S3Tags.ofHeader(request),
                locks.of(request),
                S3Encryption.wanted(request));
        return store.put(command, body.stream())
                .recover(cause -> orMissing(store, object, command.conditions(), cause))
                .compose(stored -> S3Versions.tell(request, store, stored).map(stored))
                .map(stored -> {
                    request.response().putHeader("ETag", stored.etag());
                    S3Checksums.writeHeaders(request.response(), stored);
                    S3Headers.writeExpiry(request, stored);
                    S3Encryption.write(request, stored.traits().encrypted());
                    return stored;
                });
    }

    /** Where a condition on what is stored fails because nothing is, S3 says so. */
    static Future<ObjectInfo> orMissing(ObjectStore store, ObjectName object, Conditions conditions, Throwable cause) {
        boolean failed =
                cause instanceof StoreException refused && refused.code() == StoreException.Code.PRECONDITION_FAILED;
        if (!failed || conditions.ifMatch().isEmpty()) {
            return Future.failedFuture(cause);
        }
        return store.head(object, Conditions.NONE).compose(there -> Future.failedFuture(cause));
    }
}
