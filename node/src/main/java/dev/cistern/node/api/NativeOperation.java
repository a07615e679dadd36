package dev.cistern.node.api;

import dev.cistern.node.guard.Ask.Subject;
import dev.cistern.node.store.Backing;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.GetCommand;
import dev.cistern.node.store.ListCommand;
import dev.cistern.node.store.ListVersions;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.VersionId;
import dev.cistern.node.store.WriteDurability;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a request to the native API asks for: one value per request, with typed parameters. */
sealed interface NativeOperation {

    /** What it needs leave for. */
    Permission permission();

    /** The bucket or object that it needs leave for; empty where it is about the node. */
    default Optional<Subject> subject() {
        return Optional.empty();
    }

    /** Calls the one handler for this operation. */
    Future<Void> perform(NativeHandlers handlers, NativeRequest request);

    private static Optional<Subject> object(ObjectName object, Optional<VersionId> version) {
        return Optional.of(new Subject(
                object.bucket().value(), Optional.of(object.key()), version.map(VersionId::text), Map.of()));
    }

    private static Optional<Subject> bucket(BucketName bucket) {
        return Optional.of(Subject.bucket(bucket.value()));
    }

    private static Optional<Subject> listing(BucketName bucket, String prefix, String delimiter, int atMost) {
        Map<String, String> listing = new HashMap<>();
        listing.put("prefix", prefix);
        listing.put("delimiter", delimiter);
        listing.values().removeIf(String::isEmpty);
        listing.put("max-keys", Integer.toString(atMost));
        return Optional.of(new Subject(bucket.value(), Optional.empty(), Optional.empty(), listing));
    }

    record ListBuckets() implements NativeOperation {
        @Override
        public Permission permission() {
            return Permission.LIST_BUCKETS;
        }

        @Override
        public Future<Void> perform(NativeHandlers handlers, NativeRequest request) {
            return handlers.buckets().list(request);
        }
    }

    /**
     * A new bucket.
     *
     * @param backend URL of the place that its objects come from; empty for a bucket of its own
     * @param backing how it stands to that place
     * @param durability of what is written to it; empty to follow the node
     * @param shared whether it is the node's, and so all users', instead of who makes it
     */
    record CreateBucket(
            BucketName bucket,
            Optional<String> backend,
            Backing backing,
            Optional<WriteDurability> durability,
            boolean shared)
            implements NativeOperation {
        @Override
        public Permission permission() {
            return shared || backend.isPresent() ? Permission.CREATE_NODES_BUCKET : Permission.CREATE_BUCKET;
        }

        @Override
        public Future<Void> perform(NativeHandlers handlers, NativeRequest request) {
            return handlers.buckets().create(request, this);
        }
    }

    /** @param durability empty to leave it; empty inside to follow the node */
    record SetProperties(BucketName bucket, BackingChange backing, Optional<Optional<WriteDurability>> durability)
            implements NativeOperation {
        @Override
        public Permission permission() {
            return Permission.SET_PROPERTIES;
        }

        @Override
        public Future<Void> perform(NativeHandlers handlers, NativeRequest request) {
            return handlers.buckets().setProperties(request.exchange(), this);
        }
    }

    record DestroyBucket(BucketName bucket, ObjectStore.Contents contents) implements NativeOperation {
        @Override
        public Permission permission() {
            return Permission.DESTROY_BUCKET;
        }

        @Override
        public Optional<Subject> subject() {
            return NativeOperation.bucket(bucket);
        }

        @Override
        public Future<Void> perform(NativeHandlers handlers, NativeRequest request) {
            return handlers.buckets().destroy(request.exchange(), this);
        }
    }

    record HeadBucket(BucketName bucket) implements NativeOperation {
        @Override
        public Permission permission() {
            return Permission.HEAD_BUCKET;
        }

        @Override
        public Optional<Subject> subject() {
            return NativeOperation.bucket(bucket);
        }

        @Override
        public Future<Void> perform(NativeHandlers handlers, NativeRequest request) {
            return handlers.buckets().head(request.exchange(), this);
        }
    }

    /** @param uuid AIStore's name for a listing in progress, echoed on each of its pages */
    record ListObjects(ListCommand command, String uuid) implements NativeOperation {
        @Override
        public Permission permission() {
            return Permission.LIST_OBJECTS;
        }

        @Override
        public Optional<Subject> subject() {
            return NativeOperation.listing(command.bucket(), command.prefix(), command.delimiter(), command.maxKeys());
        }

        @Override
        public Future<Void> perform(NativeHandlers handlers, NativeRequest request) {
            return handlers.buckets().listObjects(request.exchange(), this);
        }
    }

    record PutObject(ObjectName object) implements NativeOperation {
        @Override
        public Permission permission() {
            return Permission.WRITE_OBJECT;
        }

        @Override
        public Optional<Subject> subject() {
            return NativeOperation.object(object, Optional.empty());
        }

        @Override
        public Future<Void> perform(NativeHandlers handlers, NativeRequest request) {
            return handlers.objects().put(request, this);
        }
    }

    /** @param version empty for the latest */
    record GetObject(ObjectName object, Optional<VersionId> version, GetCommand.Freshness freshness)
            implements NativeOperation {
        @Override
        public Permission permission() {
            return Permission.READ_OBJECT;
        }

        @Override
        public Optional<Subject> subject() {
            return NativeOperation.object(object, version);
        }

        @Override
        public Future<Void> perform(NativeHandlers handlers, NativeRequest request) {
            return handlers.objects().get(request.exchange(), this);
        }
    }

    /** @param version empty for the latest */
    record HeadObject(ObjectName object, Optional<VersionId> version) implements NativeOperation {
        @Override
        public Permission permission() {
            return Permission.READ_OBJECT;
        }

        @Override
        public Optional<Subject> subject() {
            return NativeOperation.object(object, version);
        }

        @Override
        public Future<Void> perform(NativeHandlers handlers, NativeRequest request) {
            return handlers.objects().head(request.exchange(), this);
        }
    }

    /** @param version to be removed for good; empty for the object */
    record DeleteObject(ObjectName object, Optional<VersionId> version) implements NativeOperation {
        @Override
        public Permission permission() {
            return Permission.DELETE_OBJECT;
        }

        @Override
        public Optional<Subject> subject() {
            return NativeOperation.object(object, version);
        }

        @Override
        public Future<Void> perform(NativeHandlers handlers, NativeRequest request) {
            return handlers.objects().delete(request.exchange(), this);
        }
    }

    record ListAllVersions(ListVersions command) implements NativeOperation {
        @Override
        public Permission permission() {
            return Permission.LIST_VERSIONS;
        }

        @Override
        public Optional<Subject> subject() {
            return NativeOperation.listing(command.bucket(), command.prefix(), command.delimiter(), command.atMost());
        }

        @Override
        public Future<Void> perform(NativeHandlers handlers, NativeRequest request) {
            return handlers.versions().list(request.exchange(), this);
        }
    }

    /** @param keep whether what is written from now on is kept as a version of its own */
    record SetVersioning(BucketName bucket, boolean keep) implements NativeOperation {
        @Override
        public Permission permission() {
            return Permission.SET_VERSIONING;
        }

        @Override
        public Optional<Subject> subject() {
            return NativeOperation.bucket(bucket);
        }

        @Override
        public Future<Void> perform(NativeHandlers handlers, NativeRequest request) {
            return handlers.versions().set(request.exchange(), this);
        }
    }

    record Health() implements NativeOperation {
        @Override
        public Permission permission() {
            return Permission.HEALTH;
        }

        @Override
        public Future<Void> perform(NativeHandlers handlers, NativeRequest request) {
            return handlers.cluster().health(request.exchange());
        }
    }

    /** @param what the {@code what} of {@code GET /v1/cluster} or {@code GET /v1/daemon} */
    record ShowCluster(String what) implements NativeOperation {
        @Override
        public Permission permission() {
            return what.equals("smap") ? Permission.SHOW_CLUSTER : Permission.WATCH_CLUSTER;
        }

        @Override
        public Future<Void> perform(NativeHandlers handlers, NativeRequest request) {
            return handlers.cluster().show(request.exchange(), this);
        }
    }

    /** @param version empty for the latest */
    record LocateObject(ObjectName object, Optional<VersionId> version) implements NativeOperation {
        @Override
        public Permission permission() {
            return Permission.READ_OBJECT;
        }

        @Override
        public Optional<Subject> subject() {
            return NativeOperation.object(object, version);
        }

        @Override
        public Future<Void> perform(NativeHandlers handlers, NativeRequest request) {
            return handlers.cluster().locate(request.exchange(), this);
        }
    }

    /** @param values key to value, in the order sent */
    record SetConfig(Map<String, String> values) implements NativeOperation {
        @Override
        public Permission permission() {
            return Permission.MANAGE_CLUSTER;
        }

        @Override
        public Future<Void> perform(NativeHandlers handlers, NativeRequest request) {
            return handlers.cluster().setConfig(request.exchange(), this);
        }
    }
}
