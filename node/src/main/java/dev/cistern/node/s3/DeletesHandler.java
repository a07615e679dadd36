package dev.cistern.node.s3;

import dev.cistern.node.http.Failure;
import dev.cistern.node.http.RequestConditions;
import dev.cistern.node.s3.wire.XmlElement;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import java.util.ArrayList;
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
        return delete(operation.object(), RequestConditions.of(request.http())).compose(deleted -> request.answer(204));
    }

    /** An object of a request for many, and how it went. */
    private record Outcome(String key, Optional<Failure> failure) {}

    Future<Void> many(S3Request request, BucketOperation.DeleteObjects operation) {
        return request.xml("Delete")
                .compose(document -> store.headBucket(operation.bucket()).compose(bucket -> {
                    boolean quiet = document.textOf("Quiet").orElse("false").equals("true");
                    List<XmlElement> wanted = document.all("Object");
                    if (wanted.isEmpty() || wanted.size() > MOST) {
                        throw XmlElement.malformed(
                                "it names " + wanted.size() + " objects; 1 to " + MOST + " are allowed");
                    }
                    List<Future<Outcome>> outcomes = new ArrayList<>();
                    wanted.forEach(object -> outcomes.add(outcome(request, operation, object)));
                    return Future.join(outcomes).compose(done -> answer(request, outcomes, quiet));
                }));
    }

    private static Future<Void> answer(S3Request request, List<Future<Outcome>> outcomes, boolean quiet) {
        return request.answerXml("DeleteResult", to -> {
            for (Future<Outcome> settled : outcomes) {
                Outcome outcome = settled.result();
                if (outcome.failure().isPresent()) {
                    to.element("Error", error -> {
                        error.element("Key", outcome.key());
                        error.element("Code", outcome.failure().get().code());
                        error.element("Message", outcome.failure().get().message());
                    });
                } else if (!quiet) {
                    to.element("Deleted", deleted -> deleted.element("Key", outcome.key()));
                }
            }
        });
    }

    private Future<Outcome> outcome(S3Request request, BucketOperation.DeleteObjects operation, XmlElement object) {
        String key = object.requiredText("Key");
        Conditions conditions = new Conditions(
                object.textOf("ETag").filter(tag -> !tag.isEmpty()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        Optional<String> version = object.textOf("VersionId").filter(id -> !id.isEmpty());
        boolean otherVersion = version.filter(id -> !id.equals("null")).isPresent();
        Future<Void> deleted;
        try {
            // A version that never was is gone.
            ObjectName name = new ObjectName(operation.bucket(), key);
            deleted = gate.requireDelete(request, key, version)
                    .compose(allowed -> otherVersion ? Future.succeededFuture() : delete(name, conditions));
        } catch (StoreException e) {
            deleted = Future.failedFuture(e);
        }
        return deleted.map(gone -> new Outcome(key, Optional.empty()))
                .otherwise(cause -> new Outcome(key, Optional.of(S3Failures.explain(cause))));
    }

    private Future<Void> delete(ObjectName object, Conditions conditions) {
        return store.delete(object, conditions)
                .<Void>mapEmpty()
                .recover(cause -> cause instanceof StoreException failed && failed.code() == Code.NO_SUCH_OBJECT
                        ? Future.succeededFuture()
                        : Future.failedFuture(cause));
    }
}
