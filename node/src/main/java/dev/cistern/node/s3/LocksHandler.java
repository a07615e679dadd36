package dev.cistern.node.s3;

import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.s3.wire.XmlElement;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.ObjectLock;
import dev.cistern.node.store.ObjectLock.Change;
import dev.cistern.node.store.ObjectLock.Hold;
import dev.cistern.node.store.ObjectStore;
import io.vertx.core.Future;

/** Retention and legal hold of versions. */
final class LocksHandler {
    private final ObjectStore store;
    private final S3Locks locks;

    LocksHandler(ObjectStore store, S3Locks locks) {
        this.store = store;
        this.locks = locks;
    }

    Future<Void> getRetention(S3Request request, VersionOperation.GetObjectRetention operation) {
        return lock(operation).compose(lock -> {
            ObjectLock.Retention retention =
                    lock.retention().orElseThrow(() -> new S3Exception(S3Error.NO_LOCK_OF_OBJECT));
            return request.answerXml("Retention", to -> {
                to.element("Mode", retention.mode().name());
                to.element("RetainUntilDate", S3Times.format(retention.until()));
            });
        });
    }

    Future<Void> putRetention(S3Request request, VersionOperation.PutObjectRetention operation) {
        return requireLocks(operation)
                .compose(known -> request.xml("Retention"))
                .compose(document -> store.lock(
                        operation.target(), new Change.Retain(locks.retention(document), S3Locks.bypass(request))))
                .compose(object -> request.answer(200));
    }

    Future<Void> getLegalHold(S3Request request, VersionOperation.GetObjectLegalHold operation) {
        return lock(operation).compose(lock -> {
            if (lock.hold() == Hold.UNSET) {
                throw new S3Exception(S3Error.NO_LOCK_OF_OBJECT);
            }
            return request.answerXml(
                    "LegalHold", to -> to.element("Status", lock.hold().name()));
        });
    }

    Future<Void> putLegalHold(S3Request request, VersionOperation.PutObjectLegalHold operation) {
        return requireLocks(operation)
                .compose(known -> request.xml("LegalHold"))
                .compose(document -> store.lock(operation.target(), new Change.SetHold(hold(document))))
                .compose(object -> request.answer(200));
    }

    private static Hold hold(XmlElement document) {
        return switch (document.textOf("Status").orElse("")) {
            case "ON" -> Hold.ON;
            case "OFF" -> Hold.OFF;
            default -> throw XmlElement.malformed("Status is ON or OFF");
        };
    }

    private Future<ObjectLock> lock(OnVersion operation) {
        return requireLocks(operation)
                .compose(known -> store.head(operation.target(), Conditions.NONE))
                .map(object -> object.traits().lock());
    }

    private Future<Void> requireLocks(OnVersion operation) {
        return store.headBucket(operation.object().bucket())
                .compose(bucket -> bucket.canLock()
                        ? Future.succeededFuture()
                        : Future.failedFuture(new S3Exception(S3Error.MISSING_OBJECT_LOCK)));
    }
}
