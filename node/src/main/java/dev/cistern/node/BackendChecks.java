package dev.cistern.node;

import dev.cistern.node.admin.BackendCheckEndpoint;
import dev.cistern.node.backed.BackedStore;
import dev.cistern.node.backed.WriteBackFigures;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** Checks backends by URL, and those of buckets; tells what was not brought to them yet. */
final class BackendChecks implements BackendCheckEndpoint.Check {
    private static final double MILLIS = 1e3;

    private final BackedStore store;
    private final BackendCheck check;

    BackendChecks(BackedStore store, BackendCheck check) {
        this.store = store;
        this.check = check;
    }

    @Override
    public Future<JsonArray> list() {
        return store.listBuckets().map(buckets -> {
            JsonArray list = new JsonArray();
            buckets.stream().filter(bucket -> bucket.backend().isPresent()).forEach(bucket -> list.add(json(bucket)));
            return list;
        });
    }

    private JsonObject json(BucketInfo bucket) {
        WriteBackFigures writes = store.writeBack(bucket);
        JsonObject json = new JsonObject()
                .put("bucket", bucket.name().value())
                .put("backend", bucket.backend().orElseThrow())
                .put("writes", bucket.backing().writes().word())
                .put("waiting", writes.waiting())
                .put("waiting_bytes", writes.waitingBytes())
                .put("oldest_seconds", Math.round(writes.oldestSeconds(Instant.now()) * MILLIS) / MILLIS)
                .put("brought", writes.brought())
                .put("failed", writes.failed());
        store.upkeep().kept(bucket).ifPresent(bytes -> json.put("kept_bytes", bytes));
        bucket.backing().keepAtMostBytes().ifPresent(bytes -> json.put("keep_at_most_bytes", bytes));
        store.trouble(bucket).ifPresent(trouble -> json.put("trouble", trouble));
        return json;
    }

    @Override
    public Future<JsonObject> ofUrl(String url, boolean writing) {
        return check.run(url, writing);
    }

    @Override
    public Future<JsonObject> ofBucket(String bucket, boolean writing) {
        return store.headBucket(new BucketName(bucket))
                .compose(found -> check.run(
                        found.backend()
                                .orElseThrow(() -> new StoreException(
                                        Code.INVALID_ARGUMENT, "bucket '" + bucket + "' has no backend")),
                        writing));
    }
}
