package dev.cistern.node.s3;

import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.VersionId;
import io.vertx.core.Future;
import java.util.Optional;

/** Operations on whether a bucket keeps versions, and on what keeps a version from being removed. */
sealed interface VersionOperation extends S3Operation {

    record GetBucketVersioning(BucketName bucket) implements VersionOperation {
        @Override
        public S3Action action() {
            return S3Action.GET_BUCKET_VERSIONING;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.versioning().get(request, this);
        }
    }

    record PutBucketVersioning(BucketName bucket) implements VersionOperation {
        @Override
        public S3Action action() {
            return S3Action.PUT_BUCKET_VERSIONING;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.versioning().put(request, this);
        }
    }

    record GetObjectLockConfiguration(BucketName bucket) implements VersionOperation {
        @Override
        public S3Action action() {
            return S3Action.GET_OBJECT_LOCK_CONFIGURATION;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.lockRules().get(request, this);
        }
    }

    record PutObjectLockConfiguration(BucketName bucket) implements VersionOperation {
        @Override
        public S3Action action() {
            return S3Action.PUT_OBJECT_LOCK_CONFIGURATION;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.lockRules().put(request, this);
        }
    }

    record GetObjectRetention(ObjectName object, Optional<VersionId> version) implements VersionOperation, OnVersion {
        @Override
        public S3Action action() {
            return S3Action.GET_OBJECT_RETENTION;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.locks().getRetention(request, this);
        }
    }

    record PutObjectRetention(ObjectName object, Optional<VersionId> version) implements VersionOperation, OnVersion {
        @Override
        public S3Action action() {
            return S3Action.PUT_OBJECT_RETENTION;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.locks().putRetention(request, this);
        }
    }

    record GetObjectLegalHold(ObjectName object, Optional<VersionId> version) implements VersionOperation, OnVersion {
        @Override
        public S3Action action() {
            return S3Action.GET_OBJECT_LEGAL_HOLD;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.locks().getLegalHold(request, this);
        }
    }

    record PutObjectLegalHold(ObjectName object, Optional<VersionId> version) implements VersionOperation, OnVersion {
        @Override
        public S3Action action() {
            return S3Action.PUT_OBJECT_LEGAL_HOLD;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.locks().putLegalHold(request, this);
        }
    }
}
