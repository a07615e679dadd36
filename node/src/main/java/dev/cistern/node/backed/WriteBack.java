package dev.cistern.node.backed;

import dev.cistern.node.backed.KeyTurns.Turn;
import dev.cistern.node.backed.Pending.Change;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.Missing;
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

        /** So many bytes are here now. */
        void came(BucketInfo bucket, long bytes);

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
        /** Whether there may be a record that says that it is to be. */
        private boolean intended;

        private boolean over;
        /** Whether nobody knows what became of it, so that nothing fetched may be taken for it. */
        private boolean open;
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
                    return settled(bucket, name)
                            .compose(settled -> admitted(bucket, way, name, command.conditions()))
                            .compose(admitted -> {
                                put.intended = true;
                                return intend(bucket, name, Change.PUT);
                            });
                })
                .recover(cause -> {
                    put.refusal = cause;
                    return Future.failedFuture(cause);
                }));
        PutCommand plain = new PutCommand(
                name,
                command.length(),
                command.checks(),
                Conditions.NONE,
                command.headers(),
                command.metadata(),
                Map.of());
        return store.put(plain, held)
                .map(object -> {
                    added(bucket, new Pending(name, object.modified(), Optional.of(object)));
                    return object;
                })
                .recover(cause -> failed(bucket, name, put, put.refusal == null ? cause : put.refusal))
                .andThen(done -> endTurn(bucket, name, put));
    }

    /** What was to be brought before is so still, as the record says; where it was nothing, nothing is meant any more. */
    private Future<ObjectInfo> failed(BucketInfo bucket, ObjectName name, Put put, Throwable cause) {
        boolean needless = put.intended && queue.of(bucket, name).isEmpty();
        if (put.intended && !isCertain(cause)) {
            put.open = true;
        }
        Future<Void> settled = needless && !put.open ? forget(name) : Future.succeededFuture();
        return settled.transform(any -> Future.failedFuture(cause));
    }

    private static boolean isCertain(Throwable cause) {
        return cause instanceof StoreException failed && failed.isCertain();
    }

    private Future<Void> forget(ObjectName name) {
        return Missing.allowed(store.delete(OwnKeys.write(name), Conditions.NONE));
    }

    /** Of a change before, of which nobody knew what had become of it, the record and what is here tell by now. */
    private Future<Void> settled(BucketInfo bucket, ObjectName name) {
        if (!queue.of(bucket).isIntended(name)) {
            return Future.succeededFuture();
        }
        return Future.all(here(OwnKeys.write(name)), here(name)).compose(both -> {
            Optional<ObjectInfo> record = both.resultAt(0);
            Optional<ObjectInfo> object = both.resultAt(1);
            Optional<Pending> pending = record.flatMap(found -> Pending.read(found, object));
            boolean stays =
                    pending.filter(write -> write.change() == Change.DELETE).isEmpty();
            return (stays ? Future.<Void>succeededFuture() : removeHere(name).<Void>mapEmpty()).map(removed -> {
                pending.ifPresent(write -> added(bucket, write));
                queue.of(bucket).endIntent(name);
                return null;
            });
        });
    }

    private void added(BucketInfo bucket, Pending pending) {
        copies.came(bucket, pending.bytes());
        queue.add(bucket, pending);
        copies.wake(bucket, pending.name());
    }

    private void endTurn(BucketInfo bucket, ObjectName name, Put put) {
        put.over = true;
        if (put.turn != null) {
            if (put.intended && !put.open) {
                queue.of(bucket).endIntent(name);
            }
            put.turn.end();
        }
    }

    Future<ObjectInfo> delete(BucketInfo bucket, Way way, ObjectName name, Conditions conditions) {
        return turns.inTurn(
                name, () -> settled(bucket, name).compose(settled -> deleteInTurn(bucket, way, name, conditions)));
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
                .compose(admitted -> intend(bucket, name, Change.DELETE)
                        .compose(intended -> removeHere(name))
                        .recover(cause -> notRemoved(bucket, name, cause)))
                .map(removed -> {
                    Instant now = Instant.now();
                    added(bucket, new Pending(name, now, Optional.empty()));
                    queue.of(bucket).endIntent(name);
                    return removed.orElseGet(() -> new ObjectInfo(name, 0, "", 0, now, Map.of(), Map.of()));
                });
    }

    /** The record would have it removed at the next start: it says again what was to be brought before, or is removed. */
    private Future<Optional<ObjectInfo>> notRemoved(BucketInfo bucket, ObjectName name, Throwable cause) {
        if (!isCertain(cause)) {
            return Future.failedFuture(cause);
        }
        Future<Void> settled = queue.of(bucket, name).isEmpty()
                ? forget(name)
                : store.put(Pending.intent(name, Change.PUT, Change.PUT), GivenBody.none())
                        .mapEmpty();
        return settled.transform(done -> {
            if (done.failed()) {
                return Future.failedFuture(new StoreException(
                        Code.OUTCOME_UNKNOWN,
                        "the removal of " + name
                                + " failed, and may be made nevertheless when the node is started again: "
                                + cause.getMessage(),
                        cause));
            }
            queue.of(bucket).endIntent(name);
            return Future.failedFuture(cause);
        });
    }

    private Future<Optional<ObjectInfo>> removeHere(ObjectName name) {
        return Missing.asEmpty(store.delete(name, Conditions.NONE));
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
        return Missing.asEmpty(store.head(name, Conditions.NONE));
    }

    /** From here on, what is on its way from the cloud is not stored any more. */
    private Future<Void> intend(BucketInfo bucket, ObjectName name, Change change) {
        queue.of(bucket).intend(name);
        Change before = queue.of(bucket, name).map(Pending::change).orElse(Change.NONE);
        return Future.join(copies.drop(name), store.put(Pending.intent(name, change, before), GivenBody.none()))
                .mapEmpty();
    }
}
