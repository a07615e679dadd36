package dev.cistern.node.backed;

import dev.cistern.node.backed.KeyTurns.Turn;
import dev.cistern.node.backed.Pending.Change;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.PutCommand;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes that are acknowledged when they are durable here, and go to the bucket's cloud afterwards. Before an object is
 * changed here, the store is told that it will be, so that whatever happens in between, each change that was acknowledged is
 * known to be one that the cloud is to be told of. Used by any thread.
 */
final class WriteBack {
    private final ObjectStore store;
    private final WriteQueue queue;
    private final KeyTurns turns;
    private final Surroundings copies;

    /** What else is here of an object: what was fetched, or is being fetched, from its cloud. */
    interface Surroundings {
        /** None of it is to be read, or stored, any more. */
        Future<Void> drop(ObjectName name);

        /** What the cloud has; empty for nothing. */
        Future<Optional<ObjectInfo>> there(ObjectName name, BucketInfo bucket, Way way);

        /** There is something for the cloud. */
        void wake(BucketInfo bucket, ObjectName name);
    }

    WriteBack(ObjectStore store, WriteQueue queue, KeyTurns turns, Surroundings copies) {
        this.store = store;
        this.queue = queue;
        this.turns = turns;
        this.copies = copies;
    }

    /** One write. Confined to its request's context. */
    private static final class Put {
        private @Nullable Turn turn;
        private boolean intended;
        private boolean over;
        /** Why the write was not to be, although its body is well. */
        private @Nullable Throwable refusal;
    }

    Future<ObjectInfo> put(BucketInfo bucket, Way way, PutCommand command, ReadStream<Buffer> body) {
        ObjectName name = command.name();
        if (queue.of(bucket, name).isEmpty()) {
            queue.requireRoom();
        }
        Put put = new Put();
        ReadStream<Buffer> held = new HeldBody(body, bytes -> turns.take(name)
                .compose(turn -> {
                    if (put.over) { // The store is stopping.
                        turn.end();
                        throw new StoreException(Code.CLOSED, "the write of " + name + " was given up");
                    }
                    put.turn = turn;
                    return admitted(bucket, way, name, command.conditions())
                            .compose(admitted -> intend(bucket, name, Change.PUT))
                            .onSuccess(intended -> put.intended = true);
                })
                .onFailure(cause -> put.refusal = cause));
        PutCommand plain = new PutCommand(
                name,
                command.length(),
                command.checks(),
                Conditions.NONE,
                command.headers(),
                command.metadata(),
                Map.of());
        return store.put(plain, held).transform(done -> settle(bucket, name, put, done.succeeded())
                .transform(settled -> done.succeeded()
                        ? Future.succeededFuture(done.result())
                        : Future.failedFuture(put.refusal == null ? done.cause() : put.refusal))
                .onSuccess(object -> added(bucket, new Pending(name, object.modified(), Optional.of(object))))
                .onComplete(settled -> endTurn(bucket, name, put)));
    }

    private void added(BucketInfo bucket, Pending pending) {
        queue.add(bucket, pending);
        copies.wake(bucket, pending.name());
    }

    private void endTurn(BucketInfo bucket, ObjectName name, Put put) {
        put.over = true;
        if (put.turn != null) {
            queue.of(bucket).endIntent(name);
            put.turn.end();
        }
    }

    /** Where nothing was written, nothing is meant any more. */
    private Future<Void> settle(BucketInfo bucket, ObjectName name, Put put, boolean written) {
        return written || !put.intended || queue.of(bucket, name).isPresent()
                ? Future.succeededFuture()
                : store.delete(OwnKeys.write(name), Conditions.NONE).mapEmpty();
    }

    Future<ObjectInfo> delete(BucketInfo bucket, Way way, ObjectName name, Conditions conditions) {
        return turns.inTurn(name, () -> deleteInTurn(bucket, way, name, conditions));
    }

    private Future<ObjectInfo> deleteInTurn(BucketInfo bucket, Way way, ObjectName name, Conditions conditions) {
        Optional<Pending> pending = queue.of(bucket, name);
        if (pending.filter(before -> before.change() == Change.DELETE).isPresent()) {
            return Future.failedFuture(new StoreException(Code.NO_SUCH_OBJECT, "there is no object " + name));
        }
        if (pending.isEmpty()) {
            queue.requireRoom();
        }
        return admitted(bucket, way, name, conditions)
                .compose(admitted -> intend(bucket, name, Change.DELETE))
                .compose(intended -> removeHere(name))
                .map(removed -> {
                    Instant now = Instant.now();
                    added(bucket, new Pending(name, now, Optional.empty()));
                    return removed.orElseGet(() -> new ObjectInfo(name, 0, "", 0, now, Map.of(), Map.of()));
                })
                .onComplete(done -> queue.of(bucket).endIntent(name));
    }

    private Future<Optional<ObjectInfo>> removeHere(ObjectName name) {
        return store.delete(name, Conditions.NONE)
                .map(Optional::of)
                .recover(cause ->
                        Fetch.isMissing(cause) ? Future.succeededFuture(Optional.empty()) : Future.failedFuture(cause));
    }

    /** Whether the conditions of a write hold; of an object that is not here, they are about what is in its cloud. */
    private Future<Void> admitted(BucketInfo bucket, Way way, ObjectName name, Conditions conditions) {
        boolean none = conditions.ifMatch().isEmpty()
                && conditions.ifNoneMatch().isEmpty()
                && conditions.ifModifiedSince().isEmpty()
                && conditions.ifUnmodifiedSince().isEmpty();
        if (none) {
            return Future.succeededFuture();
        }
        return here(name)
                .compose(object -> object.isPresent() || queue.of(bucket, name).isPresent()
                        ? Future.succeededFuture(object)
                        : copies.there(name, bucket, way))
                .map(object -> {
                    conditions.checkWrite(object.orElse(null));
                    return null;
                });
    }

    private Future<Optional<ObjectInfo>> here(ObjectName name) {
        return store.head(name, Conditions.NONE)
                .map(Optional::of)
                .recover(cause ->
                        Fetch.isMissing(cause) ? Future.succeededFuture(Optional.empty()) : Future.failedFuture(cause));
    }

    /** From here on, what is on its way from the cloud is not stored any more. */
    private Future<Void> intend(BucketInfo bucket, ObjectName name, Change change) {
        queue.of(bucket).intend(name);
        Change before = queue.of(bucket, name).map(Pending::change).orElse(Change.NONE);
        return Future.join(copies.drop(name), store.put(Pending.intent(name, change, before), GivenBody.none()))
                .mapEmpty();
    }
}
