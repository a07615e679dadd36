package dev.cistern.node.backed;

import dev.cistern.backends.BackendPut;
import dev.cistern.backends.WritableBackend;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.GetCommand;
import dev.cistern.node.store.GetCommand.Form;
import dev.cistern.node.store.GetCommand.Freshness;
import dev.cistern.node.store.Missing;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.ObjectStream;
import dev.cistern.node.store.ObjectVersion;
import dev.cistern.node.store.OpenObject;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Makes a cloud's object like the one here, in the object's turn where it looks at what is here, and out of it while bytes go
 * there. Called on the context of the bucket's {@link Uploads}.
 */
final class CloudWriter {
    /** A note of the entity tag that the object has in its cloud, since here it has that of its bytes. */
    private static final String ETAG_THERE = ":etag-there";

    private final ObjectStore store;
    private final WriteQueue queue;
    private final KeyTurns turns;
    private final WriteBack.Surroundings copies;

    CloudWriter(ObjectStore store, WriteQueue queue, KeyTurns turns, WriteBack.Surroundings copies) {
        this.store = store;
        this.queue = queue;
        this.turns = turns;
        this.copies = copies;
    }

    /** The entity tag of a stored object at its backend; empty where it is not known. */
    static Optional<String> etagThere(ObjectInfo stored) {
        return Optional.ofNullable(
                stored.headers().getOrDefault(ETAG_THERE, stored.headers().get("etag")));
    }

    /** What is to be done, and with which bytes. */
    private record Job(Pending pending, Optional<OpenObject> object) {}

    /**
     * Where a bucket's changes go.
     *
     * @param removals of keys
     */
    record Cloud(WritableBackend backend, Gathering<String, Void> removals) {}

    /** Removes what was gathered of removals. */
    static Future<List<Future<Void>>> removeAll(WritableBackend backend, List<String> keys) {
        return backend.deleteAll(keys).map(failed -> keys.stream()
                .map(key -> failed.containsKey(key)
                        ? Future.<Void>failedFuture(BackendFailure.of(failed.get(key)))
                        : Future.<Void>succeededFuture())
                .toList());
    }

    /** @return whether all that was written is there now: false where it was written again meanwhile */
    Future<Boolean> bring(BucketInfo bucket, Cloud cloud, ObjectName name) {
        return turns.inTurn(name, () -> job(bucket, name))
                .compose(job -> job.isEmpty()
                        ? Future.succeededFuture(true)
                        : bring(cloud, job.get())
                                .compose(etag -> turns.inTurn(name, () -> done(bucket, job.get(), etag))));
    }

    private Future<Optional<Job>> job(BucketInfo bucket, ObjectName name) {
        Optional<Pending> pending = queue.of(bucket, name);
        if (pending.isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        if (pending.get().object().isEmpty()) {
            return Missing.allowed(store.delete(name, Conditions.NONE))
                    .map(gone -> Optional.of(new Job(pending.get(), Optional.empty())));
        }
        GetCommand whole = new GetCommand(name, Optional.empty(), Conditions.NONE, Freshness.STORED, Form.BUFFERS);
        return store.get(whole).map(object -> Optional.of(new Job(pending.get(), Optional.of(object))));
    }

    /** @return the entity tag that the object has there; empty where it was removed */
    private Future<Optional<String>> bring(Cloud cloud, Job job) {
        String key = job.pending.name().key();
        if (job.object.isEmpty()) {
            return cloud.removals.add(key).map(Optional.empty());
        }
        OpenObject object = job.object.get();
        ObjectStream body = new ObjectStream(object);
        return cloud.backend
                .put(put(object.info()), body)
                .onComplete(done -> body.close())
                .recover(cause -> Future.failedFuture(BackendFailure.of(cause)))
                .map(written -> Optional.of(written.etag()));
    }

    private static BackendPut put(ObjectInfo object) {
        Map<String, String> headers = new HashMap<>(object.headers());
        headers.keySet().removeIf(header -> ObjectInfo.isNote(header) || header.equals("etag"));
        return new BackendPut(
                object.name().key(),
                OptionalLong.of(object.size()),
                Map.of(),
                Map.of("md5", object.md5()),
                headers,
                object.metadata());
    }

    private Future<Boolean> done(BucketInfo bucket, Job job, Optional<String> etag) {
        Pending pending = job.pending;
        if (queue.of(bucket, pending.name()).filter(pending::equals).isEmpty()) {
            return Future.succeededFuture(false);
        }
        return noted(pending.name(), etag)
                .compose(noted -> Future.join(
                        copies.drop(pending.name()), store.delete(OwnKeys.write(pending.name()), Conditions.NONE)))
                .map(removed -> {
                    queue.remove(bucket, pending);
                    return true;
                });
    }

    private Future<Void> noted(ObjectName name, Optional<String> etag) {
        return etag.filter(tag -> !tag.isEmpty()).isEmpty()
                ? Future.succeededFuture()
                : store.note(ObjectVersion.latest(name), ETAG_THERE, etag).mapEmpty();
    }

    /** Whether a failure is no fault of the cloud: the bucket that the write was made to is no more. */
    static boolean isBucketGone(Throwable cause) {
        return cause instanceof StoreException failed && failed.code() == Code.NO_SUCH_BUCKET;
    }
}
