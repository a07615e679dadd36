package dev.cistern.node.s3;

import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.VersionId;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.OptionalInt;

/** Operations on one object. */
sealed interface ObjectOperation extends S3Operation {

    record PutObject(ObjectName object) implements ObjectOperation {
        @Override
        public S3Action action() {
            return S3Action.PUT_OBJECT;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.objects().put(request, this);
        }
    }

    record CopyObject(ObjectName object, CopySource source) implements ObjectOperation {
        @Override
        public S3Action action() {
            return S3Action.COPY_OBJECT;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.copies().object(request, this);
        }
    }

    record GetObject(ObjectName object, Optional<VersionId> version, OptionalInt part)
            implements ObjectOperation, OnVersion {
        @Override
        public S3Action action() {
            return S3Action.GET_OBJECT;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.reads().get(request, this);
        }
    }

    record HeadObject(ObjectName object, Optional<VersionId> version, OptionalInt part)
            implements ObjectOperation, OnVersion {
        @Override
        public S3Action action() {
            return S3Action.HEAD_OBJECT;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.reads().head(request, this);
        }
    }

    record DeleteObject(ObjectName object, Optional<VersionId> version) implements ObjectOperation, OnVersion {
        @Override
        public S3Action action() {
            return S3Action.DELETE_OBJECT;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.deletes().one(request, this);
        }
    }

    record GetObjectAttributes(ObjectName object, Optional<VersionId> version, int afterPart, int mostParts)
            implements ObjectOperation, OnVersion {
        @Override
        public S3Action action() {
            return S3Action.GET_OBJECT_ATTRIBUTES;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.attributes().get(request, this);
        }
    }

    record GetObjectAcl(ObjectName object, Optional<VersionId> version) implements ObjectOperation, OnVersion {
        @Override
        public S3Action action() {
            return S3Action.GET_OBJECT_ACL;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.acls().getOfObject(request, this);
        }
    }

    record PutObjectAcl(ObjectName object, Optional<VersionId> version) implements ObjectOperation, OnVersion {
        @Override
        public S3Action action() {
            return S3Action.PUT_OBJECT_ACL;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.acls().putOfObject(request, this);
        }
    }

    record GetObjectTagging(ObjectName object, Optional<VersionId> version) implements ObjectOperation, OnVersion {
        @Override
        public S3Action action() {
            return S3Action.GET_OBJECT_TAGGING;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.tags().get(request, this);
        }
    }

    record PutObjectTagging(ObjectName object, Optional<VersionId> version) implements ObjectOperation, OnVersion {
        @Override
        public S3Action action() {
            return S3Action.PUT_OBJECT_TAGGING;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.tags().put(request, this);
        }
    }

    record DeleteObjectTagging(ObjectName object, Optional<VersionId> version) implements ObjectOperation, OnVersion {
        @Override
        public S3Action action() {
            return S3Action.DELETE_OBJECT_TAGGING;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.tags().delete(request, this);
        }
    }
}
