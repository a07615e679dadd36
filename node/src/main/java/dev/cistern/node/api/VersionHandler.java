package dev.cistern.node.api;

import dev.cistern.node.http.Exchange;
import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.ListVersions;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.VersionPage;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Optional;

/** Versions of objects, and whether buckets keep them. */
final class VersionHandler {
    private final ObjectStore store;

    VersionHandler(ObjectStore store) {
        this.store = store;
    }

    Future<Void> list(Exchange exchange, NativeOperation.ListAllVersions operation) {
        ListVersions command = operation.command();
        return store.headBucket(command.bucket()).compose(bucket -> store.listVersions(command)
                .compose(page -> exchange.answerJson(200, toJson(page).put("versioning", versioning(bucket)))));
    }

    Future<Void> set(Exchange exchange, NativeOperation.SetVersioning operation) {
        String text = operation.keep() ? "Enabled" : "Suspended";
        return store.configure(operation.bucket(), BucketDocument.VERSIONING, Optional.of(text))
                .compose(bucket -> exchange.answerJson(200, new JsonObject().put("versioning", versioning(bucket))));
    }

    /** {@code off}, {@code enabled} or {@code suspended}. */
    static String versioning(BucketInfo bucket) {
        return bucket.versioning().name().toLowerCase(Locale.ROOT);
    }

    private static JsonObject toJson(VersionPage page) {
        JsonArray entries = new JsonArray();
        page.entries().forEach(entry -> entries.add(toJson(entry)));
        return new JsonObject()
                .put(
                        "continuation_token",
                        page.next().map(VersionTokens::encode).orElse(""))
                .put("entries", entries)
                .put("prefixes", new JsonArray(page.commonPrefixes()));
    }

    private static JsonObject toJson(VersionPage.Entry entry) {
        ObjectInfo version = entry.object();
        return new JsonObject()
                .put("name", version.name().key())
                .put("version_id", version.versionId().text())
                .put("latest", entry.latest())
                .put("delete_marker", version.isDeleteMarker())
                .put("size", Long.toString(version.size()))
                .put("checksum", version.md5())
                .put("modified", version.modified().toString());
    }
}
