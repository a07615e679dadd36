package dev.cistern.node.api;

import dev.cistern.node.http.Exchange;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.GetCommand;
import dev.cistern.node.store.ListCommand;
import dev.cistern.node.store.ListVersions;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.VersionId;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;

/** What a request to the native API asks for: one value per request, with typed parameters. */
sealed interface NativeOperation {

    /** What it needs leave for. */
    Permission permission();

    /** Calls the one handler for this operation. */
    Future<Void> perform(NativeHandlers handlers, Exchange exchange);

    record ListBuckets() implements NativeOperation {
        @Override
        public Permission permission() {
            return Permission.LIST_BUCKETS;
        }

        @Override
        public Future<Void> perform(NativeHandlers handlers, Exchange exchange) {
            return handlers.buckets().list(exchange);
        }
    }

    /** @param backend URL of the place that its objects come from; empty for a bucket of its own */
    record CreateBucket(BucketName bucket, Optional<String> backend) implements NativeOperation {
        @Override
        public Permission permission() {
            return Permission.MANAGE_BUCKETS;
        }

        @Override
        public Future<Void> perform(NativeHandlers handlers, Exchange exchange) {
            return handlers.buckets().create(exchange, this);
        }
    }

    record DestroyBucket(BucketName bucket, ObjectStore.Contents contents) implements NativeOperation {
        @Override
        public Permission permission() {
            return Permission.MANAGE_BUCKETS;
        }

        @Override
        public Future<Void> perform(NativeHandlers handlers, Exchange exchange) {
            return handlers.buckets().destroy(exchange, this);
        }
    }

    record HeadBucket(BucketName bucket) implements NativeOperation {
        @Override
        public Permission permission() {
            return Permission.LIST_OBJECTS;
        }

        @Override
        public Future<Void> perform(NativeHandlers handlers, Exchange exchange) {
            return handlers.buckets().head(exchange, this);
        }
    }

    /** @param uuid AIStore's name for a listing in progress, echoed on each of its pages */
    record ListObjects(ListCommand command, String uuid) implements NativeOperation {
        @Override
        public Permission permission() {
            return Permission.LIST_OBJECTS;
        }

        @Override
        public Future<Void> perform(NativeHandlers handlers, Exchange exchange) {
            return handlers.buckets().listObjects(exchange, this);
        }
    }

    record PutObject(ObjectName object) implements NativeOperation {
        @Override
        public Permission permission() {
            return Permission.WRITE_OBJECTS;
        }

        @Override
        public Future<Void> perform(NativeHandlers handlers, Exchange exchange) {
            return handlers.objects().put(exchange, this);
        }
    }

    /** @param version empty for the latest */
    record GetObject(ObjectName object, Optional<VersionId> version, GetCommand.Freshness freshness)
            implements NativeOperation {
        @Override
        public Permission permission() {
            return Permission.READ_OBJECTS;
        }

        @Override
        public Future<Void> perform(NativeHandlers handlers, Exchange exchange) {
            return handlers.objects().get(exchange, this);
        }
    }

    /** @param version empty for the latest */
    record HeadObject(ObjectName object, Optional<VersionId> version) implements NativeOperation {
        @Override
        public Permission permission() {
            return Permission.READ_OBJECTS;
        }

        @Override
        public Future<Void> perform(NativeHandlers handlers, Exchange exchange) {
            return handlers.objects().head(exchange, this);
        }
    }

    /** @param version to be removed for good; empty for the object */
    record DeleteObject(ObjectName object, Optional<VersionId> version) implements NativeOperation {
        @Override
        public Permission permission() {
            return Permission.WRITE_OBJECTS;
        }

        @Override
        public Future<Void> perform(NativeHandlers handlers, Exchange exchange) {
            return handlers.objects().delete(exchange, this);
        }
    }

    record ListAllVersions(ListVersions command) implements NativeOperation {
        @Override
        public Permission permission() {
            return Permission.LIST_OBJECTS;
        }

        @Override
        public Future<Void> perform(NativeHandlers handlers, Exchange exchange) {
            return handlers.versions().list(exchange, this);
        }
    }

    /** @param keep whether what is written from now on is kept as a version of its own */
    record SetVersioning(BucketName bucket, boolean keep) implements NativeOperation {
        @Override
        public Permission permission() {
            return Permission.MANAGE_BUCKETS;
        }

        @Override
        public Future<Void> perform(NativeHandlers handlers, Exchange exchange) {
            return handlers.versions().set(exchange, this);
        }
    }

    record Health() implements NativeOperation {
        @Override
        public Permission permission() {
            return Permission.SHOW_CLUSTER;
        }

        @Override
        public Future<Void> perform(NativeHandlers handlers, Exchange exchange) {
            return handlers.cluster().health(exchange);
        }
    }

    /** @param what the {@code what} of {@code GET /v1/cluster} or {@code GET /v1/daemon} */
    record ShowCluster(String what) implements NativeOperation {
        @Override
        public Permission permission() {
            return Permission.SHOW_CLUSTER;
        }

        @Override
        public Future<Void> perform(NativeHandlers handlers, Exchange exchange) {
            return handlers.cluster().show(exchange, this);
        }
    }

    /** @param values key to value, in the order sent */
    record SetConfig(Map<String, String> values) implements NativeOperation {
        @Override
        public Permission permission() {
            return Permission.MANAGE_CLUSTER;
        }

        @Override
        public Future<Void> perform(NativeHandlers handlers, Exchange exchange) {
            return handlers.cluster().setConfig(exchange, this);
        }
    }
}
