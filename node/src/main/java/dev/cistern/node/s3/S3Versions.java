package dev.cistern.node.s3;

import dev.cistern.node.http.RequestConditions;
import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import dev.cistern.node.store.VersionId;
import dev.cistern.node.store.Versioning;
import io.vertx.core.Future;
import java.util.Optional;

/** Ids of versions in requests, and versions and delete markers in answers. */
final class S3Versions {
    static final String ID = "x-amz-version-id";
    static final String SOURCE_ID = "x-amz-copy-source-version-id";
    static final String DELETE_MARKER = "x-amz-delete-marker";

    private S3Versions() {}

    /** The version that a request names; empty for the latest. */
    static Optional<VersionId> named(S3Request request) {
        return request.has("versionId")
                ? Optional.of(parse(request.parameter("versionId").orElse("")))
                : Optional.empty();
    }

    static VersionId parse(String text) {
        if (text.isEmpty()) {
            throw new S3Exception(S3Error.INVALID_ARGUMENT, "Version id cannot be the empty string");
        }
        return VersionId.parse(text)
                .orElseThrow(() -> new S3Exception(S3Error.INVALID_ARGUMENT, "Invalid version id specified"));
    }

    /** Refuses an id where no version can be named. */
    static void requireNone(S3Request request) {
        if (request.has("versionId")) {
            throw new S3Exception(S3Error.INVALID_ARGUMENT, "This operation does not accept a version-id.");
        }
    }

    /** Tells which version was read or written, where its bucket has versions. Never fails. */
    static Future<Void> tell(S3Request request, ObjectStore store, ObjectInfo object) {
        return tell(request, ID, store, object);
    }

    /** @param header in which to tell it */
    static Future<Void> tell(S3Request request, String header, ObjectStore store, ObjectInfo object) {
        String id = object.versionId().text();
        if (object.traits().standing().isNamed()) {
            request.response().putHeader(header, id);
            return Future.succeededFuture();
        }
        return store.headBucket(object.name().bucket())
                .onSuccess(bucket -> {
                    if (bucket.versioning() != Versioning.OFF) {
                        request.response().putHeader(header, id);
                    }
                })
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    /** Tells of the delete marker that a request met, and fails as it did. */
    static <T> Future<T> failed(S3Request request, Throwable cause) {
        if (cause instanceof StoreException met && met.marker().isPresent()) {
            ObjectInfo marker = met.marker().get();
            request.response()
                    .putHeader(DELETE_MARKER, "true")
                    .putHeader(ID, marker.versionId().text());
            if (met.code() == Code.IS_DELETE_MARKER) {
                request.response()
                        .putHeader("Allow", "DELETE")
                        .putHeader("Last-Modified", RequestConditions.formatDate(marker.modified()));
            }
        }
        return Future.failedFuture(cause);
    }
}
