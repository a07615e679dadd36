package dev.cistern.node.s3;

import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.ListCommand;
import dev.cistern.node.store.ListVersions;
import io.vertx.core.Future;
import java.util.Optional;

/** Operations on buckets and on what they hold as a whole. */
sealed interface BucketOperation extends S3Operation
        permits BucketOperation.ListBuckets,
                BucketOperation.CreateBucket,
                BucketOperation.HeadBucket,
                BucketOperation.DeleteBucket,
                BucketOperation.GetBucketLocation,
                BucketOperation.GetBucketAcl,
                BucketOperation.PutBucketAcl,
                BucketOperation.GetBucketEncryption,
                BucketOperation.PutBucketEncryption,
                BucketOperation.DeleteBucketEncryption,
                BucketOperation.ListObjects,
                BucketOperation.ListObjectsV2,
                BucketOperation.ListObjectVersions,
                BucketOperation.DeleteObjects,
                BucketOperation.GetConfiguration,
                BucketOperation.PutConfiguration,
                BucketOperation.DeleteConfiguration,
                BucketOperation.PostObject,
                BucketOperation.Preflight,
                BucketOperation.OnPolicy,
                BucketOperation.OnControls,
                S3Operation.OnUnconfigured {

    /** @param after only buckets of greater names */
    record ListBuckets(String prefix, Optional<String> after, int atMost) implements BucketOperation {
        @Override
        public S3Action action() {
            return S3Action.LIST_BUCKETS;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.buckets().list(request, this);
        }
    }

    record CreateBucket(BucketName bucket) implements BucketOperation {
        @Override
        public S3Action action() {
            return S3Action.CREATE_BUCKET;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.buckets().create(request, this);
        }
    }

    record HeadBucket(BucketName bucket) implements BucketOperation {
        @Override
        public S3Action action() {
            return S3Action.HEAD_BUCKET;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.buckets().head(request, this);
        }
    }

    record DeleteBucket(BucketName bucket) implements BucketOperation {
        @Override
        public S3Action action() {
            return S3Action.DELETE_BUCKET;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.buckets().delete(request, this);
        }
    }

    record GetBucketLocation(BucketName bucket) implements BucketOperation {
        @Override
        public S3Action action() {
            return S3Action.GET_BUCKET_LOCATION;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.buckets().location(request, this);
        }
    }

    record GetBucketAcl(BucketName bucket) implements BucketOperation {
        @Override
        public S3Action action() {
            return S3Action.GET_BUCKET_ACL;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.acls().getOfBucket(request, this);
        }
    }

    record PutBucketAcl(BucketName bucket) implements BucketOperation {
        @Override
        public S3Action action() {
            return S3Action.PUT_BUCKET_ACL;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.acls().putOfBucket(request, this);
        }
    }

    record GetBucketEncryption(BucketName bucket) implements BucketOperation {
        @Override
        public S3Action action() {
            return S3Action.GET_BUCKET_ENCRYPTION;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.encryption().get(request, bucket);
        }
    }

    record PutBucketEncryption(BucketName bucket) implements BucketOperation {
        @Override
        public S3Action action() {
            return S3Action.PUT_BUCKET_ENCRYPTION;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.encryption().put(request, bucket);
        }
    }

    record DeleteBucketEncryption(BucketName bucket) implements BucketOperation {
        @Override
        public S3Action action() {
            return S3Action.DELETE_BUCKET_ENCRYPTION;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.encryption().delete(request, bucket);
        }
    }

    record ListObjects(ListCommand command, Echo echo) implements BucketOperation {
        @Override
        public S3Action action() {
            return S3Action.LIST_OBJECTS;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.lists().first(request, this);
        }
    }

    record ListObjectsV2(ListCommand command, Echo echo, boolean fetchOwner) implements BucketOperation {
        @Override
        public S3Action action() {
            return S3Action.LIST_OBJECTS_V2;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.lists().second(request, this);
        }
    }

    record ListObjectVersions(ListVersions command, Echo echo) implements BucketOperation {
        @Override
        public S3Action action() {
            return S3Action.LIST_OBJECT_VERSIONS;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.versionLists().list(request, this);
        }
    }

    record DeleteObjects(BucketName bucket) implements BucketOperation {
        @Override
        public S3Action action() {
            return S3Action.DELETE_OBJECTS;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.deletes().many(request, this);
        }
    }

    record GetConfiguration(S3Action action, ConfigurationsHandler.Kind kind, BucketName bucket)
            implements BucketOperation {
        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.configurations().get(request, this);
        }
    }

    record PutConfiguration(S3Action action, ConfigurationsHandler.Kind kind, BucketName bucket)
            implements BucketOperation {
        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.configurations().put(request, this);
        }
    }

    record DeleteConfiguration(S3Action action, ConfigurationsHandler.Kind kind, BucketName bucket)
            implements BucketOperation {
        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.configurations().delete(request, this);
        }
    }

    /** An upload by a form of a browser, which says inside who it is from and which key it is for. */
    record PostObject(BucketName bucket) implements BucketOperation {
        @Override
        public S3Action action() {
            return S3Action.POST_OBJECT;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.forms().post(request, this);
        }
    }

    /** A browser's question whether a page may send a request to the bucket, or to any of its objects. */
    record Preflight() implements BucketOperation {
        @Override
        public S3Action action() {
            return S3Action.PREFLIGHT_REQUEST;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.preflights().answer(request);
        }
    }

    /** The policy of a bucket, read or changed. */
    record OnPolicy(S3Action action, BucketName bucket) implements BucketOperation {
        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.policies().perform(request, this);
        }
    }

    /** Whom objects of a bucket belong to, and what of public access is shut off; read or changed. */
    record OnControls(S3Action action, BucketName bucket) implements BucketOperation {
        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.controls().perform(request, this);
        }
    }

    /**
     * What a listing repeats of its request.
     *
     * @param start marker, continuation token or key marker, as sent
     * @param startAfter as sent
     * @param maxKeys as sent, 0–1,000
     * @param urlEncoded whether keys are to be percent-encoded
     */
    record Echo(Optional<String> start, Optional<String> startAfter, int maxKeys, boolean urlEncoded) {}
}
