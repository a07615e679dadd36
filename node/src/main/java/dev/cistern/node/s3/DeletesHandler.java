package dev.cistern.node.s3;

import dev.cistern.node.http.Failure;
import dev.cistern.node.http.RequestConditions;
import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.s3.wire.XmlElement;
import dev.cistern.node.s3.wire.XmlOut;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.DeleteCommand;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.ObjectVersion;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import dev.cistern.node.store.VersionId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Objects removed, one by one or many at once. Removing what is not there is done already. */
final class DeletesHandler {
    private static final int MOST = 1_000;

    private final ObjectStore store;
    private final AccessGate gate;

    DeletesHandler(ObjectStore store, AccessGate gate) {
        this.store = store;
        this.gate = gate;
    }

    Future<Void> one(S3Request request, ObjectOperation.DeleteObject operation) {
        DeleteCommand command =
                new DeleteCommand(operation.target(), RequestConditions.of(request.http()), S3Locks.bypass(request));
        return delete(command).compose(deleted -> {
            request.parameter("versionId").ifPresent(id -> request.response().putHeader(S3Versions.ID, id));
            deleted.filter(ObjectInfo::isDeleteMarker).ifPresent(marker -> request.response()
                    .putHeader(S3Versions.DELETE_MARKER, "true")
                    .putHeader(S3Versions.ID, marker.versionId().text()));
            return request.answer(204);
        });
    }

    /**
     * An object of a request for many, and how it went.
     *
     * @param version as sent
     * @param deleted what was removed, or the delete marker written; empty where nothing was there
     */
    private record Outcome(
            String key, Optional<String> version, Optional<ObjectInfo> deleted, Optional<Failure> failure) {}

    /**
     * An object of a request for many, as it is asked for.
     *
     * @param command fails where it must not be removed, or is asked for wrongly
     */
    private record Wanted(String key, Optional<String> version, Future<DeleteCommand> command) {}

    Future<Void> many(S3Request request, BucketOperation.DeleteObjects operation) {
        return request.xml("Delete")
                .compose(document -> store.headBucket(operation.bucket()).compose(bucket -> {
                    boolean quiet = document.textOf("Quiet").orElse("false").equals("true");
                    List<XmlElement> wanted = document.all("Object");
                    if (wanted.isEmpty() || wanted.size() > MOST) {
                        throw XmlElement.malformed(
                                "it names " + wanted.size() + " objects; 1 to " + MOST + " are allowed");
                    }
                    List<Wanted> objects = wanted.stream()
                            .map(object -> wanted(request, operation, object))
                            .toList();
                    return Future.join(objects.stream().map(Wanted::command).toList())
                            .transform(judged -> deleteAllowed(operation.bucket(), objects))
                            .compose(outcomes -> answer(request, outcomes, quiet));
                }));
    }

    private static Future<Void> answer(S3Request request, List<Outcome> outcomes, boolean quiet) {
        return request.answerXml("DeleteResult", to -> {
            for (Outcome outcome : outcomes) {
                if (outcome.failure().isPresent()) {
                    to.element("Error", error -> {
                        error.element("Key", outcome.key());
                        outcome.version().ifPresent(id -> error.element("VersionId", id));
                        error.element("Code", outcome.failure().get().code());
                        error.element("Message", outcome.failure().get().message());
                    });
                } else if (!quiet) {
                    to.element("Deleted", deleted -> write(deleted, outcome));
                }
            }
        });
    }

    private static void write(XmlOut to, Outcome outcome) {
        to.element("Key", outcome.key());
        outcome.version().ifPresent(id -> to.element("VersionId", id));
        outcome.deleted().filter(ObjectInfo::isDeleteMarker).ifPresent(marker -> {
            to.element("DeleteMarker", "true");
            to.element("DeleteMarkerVersionId", marker.versionId().text());
        });
    }

    private Wanted wanted(S3Request request, BucketOperation.DeleteObjects operation, XmlElement object) {
        String key = object.requiredText("Key");
        Optional<String> version = object.textOf("VersionId").filter(id -> !id.isEmpty());
        Conditions conditions = new Conditions(
                object.textOf("ETag").filter(tag -> !tag.isEmpty()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        Future<DeleteCommand> allowed;
        try {
            Optional<VersionId> id = version.map(
                    text -> VersionId.parse(text).orElseThrow(() -> new S3Exception(S3Error.NO_SUCH_VERSION)));
            ObjectVersion wanted = new ObjectVersion(new ObjectName(operation.bucket(), key), id);
            DeleteCommand command = new DeleteCommand(wanted, conditions, S3Locks.bypass(request));
            allowed = gate.requireDelete(request, key, version).map(command);
        } catch (StoreException | S3Exception e) {
            allowed = Future.failedFuture(e);
        }
        return new Wanted(key, version, allowed);
    }

    /** @param objects of each of which it is known whether it may be removed */
    private Future<List<Outcome>> deleteAllowed(BucketName bucket, List<Wanted> objects) {
        List<DeleteCommand> commands = objects.stream()
                .map(Wanted::command)
                .filter(Future::succeeded)
                .map(Future::result)
                .toList();
        return store.deleteAll(bucket, commands).compose(removals -> {
            Iterator<Future<ObjectInfo>> next = removals.iterator();
            List<Outcome> outcomes = new ArrayList<>();
            for (Wanted object : objects) {
                outcomes.add(
                        object.command.succeeded()
                                ? outcome(object, next.next())
                                : failed(object, object.command.cause()));
            }
            return Future.succeededFuture(outcomes);
        });
    }

    /** @param removal which has ended */
    private static Outcome outcome(Wanted object, Future<ObjectInfo> removal) {
        return removal.succeeded() || isGone(removal.cause())
                ? new Outcome(object.key, object.version, Optional.ofNullable(removal.result()), Optional.empty())
                : failed(object, removal.cause());
    }

    private static Outcome failed(Wanted object, Throwable cause) {
        return new Outcome(object.key, object.version, Optional.empty(), Optional.of(S3Failures.explain(cause)));
    }

    /** Empty where there was nothing to remove. */
    private Future<Optional<ObjectInfo>> delete(DeleteCommand command) {
        return store.delete(command)
                .map(Optional::of)
                .recover(cause -> isGone(cause)
                        ? Future.succeededFuture(Optional.<ObjectInfo>empty())
                        : Future.failedFuture(cause));
    }

    private static boolean isGone(Throwable cause) {
        return cause instanceof StoreException failed
                && (failed.code() == Code.NO_SUCH_OBJECT || failed.code() == Code.NO_SUCH_VERSION);
    }
}
