package dev.cistern.node.api;

import dev.cistern.node.http.Exchange;
import dev.cistern.node.s3.access.Caller;
import dev.cistern.node.store.Backing;
import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.BucketTraits;
import dev.cistern.node.store.ListPage;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import dev.cistern.node.store.Versioning;
import dev.cistern.node.store.WriteDurability;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Buckets and their listings. */
final class BucketHandler {
    /** AIStore's flag of a list entry that is stored here; statuses in the low bits are 0: present and well. */
    private static final int ENTRY_IS_CACHED = 1 << 6;

    private final ObjectStore store;

    BucketHandler(ObjectStore store) {
        this.store = store;
    }

    /** The caller's own, and those that all share; of an administrator all. */
    Future<Void> list(NativeRequest request) {
        Caller caller = request.caller();
        return store.listBuckets().compose(buckets -> {
            JsonArray json = new JsonArray();
            buckets.stream()
                    .filter(bucket -> caller.isTrusted()
                            || bucket.owner().isEmpty()
                            || bucket.owner().get().equals(caller.id()))
                    .forEach(bucket -> json.add(toJson(bucket)));
            return request.exchange().answerJson(200, json);
        });
    }

    Future<Void> create(NativeRequest request, NativeOperation.CreateBucket operation) {
        Caller caller = request.caller();
        Optional<String> owner = caller.isUser() && !operation.shared() ? Optional.of(caller.id()) : Optional.empty();
        Map<BucketDocument, String> documents = new EnumMap<>(BucketDocument.class);
        if (!operation.backing().equals(Backing.USUAL)) {
            documents.put(BucketDocument.BACKING, operation.backing().text());
        }
        operation.durability().ifPresent(own -> documents.put(BucketDocument.DURABILITY, own.word()));
        return store.createBucket(operation.bucket(), new BucketTraits(operation.backend(), owner, documents))
                .compose(bucket -> request.exchange().answer(200));
    }

    Future<Void> setProperties(Exchange exchange, NativeOperation.SetProperties operation) {
        return store.headBucket(operation.bucket())
                .compose(bucket -> operation.backing().isEmpty()
                        ? Future.succeededFuture(bucket)
                        : setBacking(bucket, operation.backing()))
                .compose(bucket -> operation.durability().isEmpty()
                        ? Future.succeededFuture(bucket)
                        : store.configure(
                                bucket.name(),
                                BucketDocument.DURABILITY,
                                operation.durability().get().map(WriteDurability::word)))
                .compose(set -> exchange.answer(200));
    }

    private Future<BucketInfo> setBacking(BucketInfo bucket, BackingChange change) {
        if (bucket.backend().isEmpty()) {
            throw new StoreException(
                    Code.INVALID_ARGUMENT,
                    "bucket '" + bucket.name() + "' has no backend, so that there is nothing to be set");
        }
        String text = change.of(bucket.backing()).text();
        return store.configure(bucket.name(), BucketDocument.BACKING, Optional.of(text));
    }

    Future<Void> destroy(Exchange exchange, NativeOperation.DestroyBucket operation) {
        return store.destroyBucket(operation.bucket(), operation.contents()).compose(destroyed -> exchange.answer(200));
    }

    Future<Void> head(Exchange exchange, NativeOperation.HeadBucket operation) {
        return store.headBucket(operation.bucket()).compose(bucket -> {
            exchange.response().putHeader("Ais-Bucket-Props", props(bucket).encode());
            return exchange.answer(200);
        });
    }

    Future<Void> listObjects(Exchange exchange, NativeOperation.ListObjects operation) {
        String uuid = operation.uuid().isEmpty() ? UUID.randomUUID().toString() : operation.uuid();
        String accept = exchange.header("Accept");
        boolean messagePack = accept != null && accept.contains(MessagePackList.CONTENT_TYPE);
        return store.list(operation.command()).compose(page -> {
            String token = page.next().map(NativeParser::encodeToken).orElse("");
            return messagePack
                    ? exchange.answer(200, MessagePackList.CONTENT_TYPE, MessagePackList.encode(page, uuid, token))
                    : exchange.answerJson(200, toJson(page, uuid, token));
        });
    }

    private static JsonObject toJson(BucketInfo bucket) {
        JsonObject json = new JsonObject()
                .put("name", bucket.name().value())
                .put("provider", "ais")
                .put("namespace", new JsonObject().put("uuid", "").put("name", ""))
                .put("created", bucket.created().toString());
        bucket.backend().ifPresent(backend -> json.put("backend", backend)
                .put("writes", bucket.backing().writes().word()));
        bucket.backing().goodFor().ifPresent(time -> json.put("good_for_seconds", time.toSeconds()));
        bucket.backing().keepAtMostBytes().ifPresent(bytes -> json.put("keep_at_most_bytes", bytes));
        bucket.durability().ifPresent(own -> json.put("durability", own.word()));
        if (bucket.versioning() != Versioning.OFF) {
            json.put("versioning", VersionHandler.versioning(bucket));
        }
        return json;
    }

    /** The properties of a bucket in AIStore's shape; ids and times are strings there. */
    private static JsonObject props(BucketInfo bucket) {
        JsonObject props = new JsonObject()
                .put("provider", "ais")
                .put(
                        "versioning",
                        new JsonObject()
                                .put("enabled", bucket.versioning() == Versioning.ENABLED)
                                .put("validate_warm_get", false))
                .put("checksum", new JsonObject().put("type", "md5").put("validate_cold_get", false))
                .put("access", "18446744073709551615")
                .put("features", "0")
                .put("bid", Long.toUnsignedString(bucket.id()))
                .put("created", Long.toString(bucket.created().toEpochMilli() * 1_000_000));
        bucket.backend().ifPresent(backend -> props.put("backend", backend));
        return props;
    }

    private static JsonObject toJson(ListPage page, String uuid, String continuationToken) {
        JsonArray entries = new JsonArray();
        page.objects().forEach(object -> entries.add(toJson(object)));
        JsonObject json = new JsonObject()
                .put("uuid", uuid)
                .put("continuation_token", continuationToken)
                .put("entries", entries)
                .put("prefixes", new JsonArray(page.commonPrefixes()))
                .put("flags", 0);
        page.storedOnly().ifPresent(reason -> json.put("stored_only", reason));
        return json;
    }

    private static JsonObject toJson(ObjectInfo object) {
        return new JsonObject()
                .put("name", object.name().key())
                .put("size", Long.toString(object.size()))
                .put("checksum", object.md5())
                .put("version", Long.toString(object.version()))
                .put("modified", object.modified().toString())
                .put("flags", flags(object));
    }

    /** Whether all of it is here. */
    static int flags(ObjectInfo object) {
        return object.isStored() ? ENTRY_IS_CACHED : 0;
    }
}
