package dev.cistern.node;

import dev.cistern.node.admin.BackendCheckEndpoint;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** Checks backends by URL, and those of buckets. */
final class BackendChecks implements BackendCheckEndpoint.Check {
    private final ObjectStore store;
    private final BackendCheck check;

    BackendChecks(ObjectStore store, BackendCheck check) {
        this.store = store;
        this.check = check;
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
