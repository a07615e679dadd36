package dev.cistern.node.jobs;

import dev.cistern.node.backed.BackedStore;
import dev.cistern.node.backed.Gathering;
import dev.cistern.node.jobs.JobOrder.Manner;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.DeleteCommand;
import dev.cistern.node.store.GetCommand;
import dev.cistern.node.store.GetCommand.Form;
import dev.cistern.node.store.GetCommand.Freshness;
import dev.cistern.node.store.Missing;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectStream;
import dev.cistern.node.store.OpenObject;
import dev.cistern.node.store.PutCommand;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What a job does with one object. Called on the context of its job. */
final class JobDeed {
    private final BackedStore store;
    private final JobOrder order;
    private final Gathering<DeleteCommand, ObjectInfo> removals;

    JobDeed(BackedStore store, JobOrder order) {
        this.store = store;
        this.order = order;
        this.removals = new Gathering<>(commands -> store.deleteAll(order.to().orElseThrow(), commands));
    }

    /**
     * What became of it.
     *
     * @param done whether something was, or in a dry run would have been, done
     */
    record Outcome(boolean done, long bytes) {
        static final Outcome SKIPPED = new Outcome(false, 0);
    }

    Future<Outcome> on(String key, int phase) {
        ObjectName name = new ObjectName(order.bucket(), key);
        if (phase == Page.SECOND && order.kind() == JobOrder.Kind.SYNC) {
            return removeMissing(name);
        }
        return switch (order.kind()) {
            case PREFETCH -> prefetch(name);
            case EVICT -> evict(name);
            case COPY -> head(name).compose(object -> copy(required(name, object)));
            case SYNC -> sync(name);
        };
    }

    private boolean isDry() {
        return order.dry() == Manner.DRY;
    }

    private ObjectName there(ObjectName name) {
        BucketName to = order.to().orElseThrow();
        return new ObjectName(to, name.key());
    }

    private Future<Optional<ObjectInfo>> head(ObjectName name) {
        return Missing.asEmpty(store.head(name, Conditions.NONE));
    }

    private static ObjectInfo required(ObjectName name, Optional<ObjectInfo> object) {
        return object.orElseThrow(() -> new StoreException(Code.NO_SUCH_OBJECT, "there is no object " + name));
    }

    private Future<Outcome> prefetch(ObjectName name) {
        return store.isHere(name).compose(here -> {
            if (here) {
                return Future.succeededFuture(Outcome.SKIPPED);
            }
            if (isDry()) {
                return head(name)
                        .map(object -> new Outcome(true, required(name, object).size()));
            }
            return open(name).compose(object -> drained(object, object.length()));
        });
    }

    private Future<OpenObject> open(ObjectName name) {
        return store.get(new GetCommand(name, Optional.empty(), Conditions.NONE, Freshness.STORED, Form.BUFFERS));
    }

    private static Future<Outcome> drained(OpenObject object, long bytes) {
        Promise<Outcome> promise = Promise.promise();
        readOn(object, bytes, promise);
        return promise.future().onComplete(read -> object.close());
    }

    private static void readOn(OpenObject object, long bytes, Promise<Outcome> promise) {
        if (object.remaining() == 0) {
            promise.complete(new Outcome(true, bytes));
        } else {
            object.next().onSuccess(chunk -> readOn(object, bytes, promise)).onFailure(promise::fail);
        }
    }

    private Future<Outcome> evict(ObjectName name) {
        return (isDry() ? store.evictable(name) : store.evict(name))
                .map(bytes -> bytes.isPresent() ? new Outcome(true, bytes.getAsLong()) : Outcome.SKIPPED);
    }

    private Future<Outcome> copy(ObjectInfo from) {
        if (isDry()) {
            return Future.succeededFuture(new Outcome(true, from.size()));
        }
        return open(from.name()).compose(object -> {
            ObjectInfo info = object.info();
            Map<String, String> headers = new HashMap<>(info.headers());
            headers.keySet().removeIf(header -> ObjectInfo.isNote(header) || header.equals("etag"));
            PutCommand put = new PutCommand(
                    there(from.name()),
                    OptionalLong.of(object.length()),
                    List.of(),
                    Conditions.NONE,
                    headers,
                    info.metadata());
            ObjectStream body = new ObjectStream(object);
            return store.put(put, body).onComplete(done -> body.close()).map(written -> new Outcome(true, info.size()));
        });
    }

    private Future<Outcome> sync(ObjectName name) {
        return Future.all(head(name), head(there(name))).compose(both -> {
            Optional<ObjectInfo> from = both.resultAt(0);
            Optional<ObjectInfo> to = both.resultAt(1);
            boolean same = from.isPresent() && to.isPresent() && Contents.areSame(from.get(), to.get());
            return same ? Future.succeededFuture(Outcome.SKIPPED) : copy(required(name, from));
        });
    }

    private Future<Outcome> removeMissing(ObjectName name) {
        return head(name).compose(from -> {
            if (from.isPresent()) {
                return Future.succeededFuture(Outcome.SKIPPED);
            }
            return isDry()
                    ? Future.succeededFuture(new Outcome(true, 0))
                    : removals.add(new DeleteCommand(there(name), Conditions.NONE))
                            .map(new Outcome(true, 0));
        });
    }
}
