package dev.cistern.node.backed;

import dev.cistern.backends.Backend;
import dev.cistern.node.store.GetCommand;
import dev.cistern.node.store.Missing;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.OpenObject;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.Optional;

/** Reads of what is fetched at once, into the store and to all who want it. Futures complete on the caller's context. */
final class FetchedReads {
    /** A read that so many writes in a row overtake before it has begun is given up. */
    private static final int OVERTAKEN_MAX = 8;

    private final VertxInternal vertx;
    private final ObjectStore store;
    private final Fetches fetches;

    FetchedReads(VertxInternal vertx, ObjectStore store, Fetches fetches) {
        this.vertx = vertx;
        this.store = store;
        this.fetches = fetches;
    }

    /** The object as the store knows it, once it is there. */
    Future<ObjectInfo> stored(Wanted wanted, Backend backend) {
        return stored(fetches.join(wanted, backend, vertx.getOrCreateContext()));
    }

    Future<OpenObject> open(GetCommand command, Wanted wanted, Backend backend) {
        return open(new Read(command, wanted, backend), OVERTAKEN_MAX);
    }

    private record Read(GetCommand command, Wanted wanted, Backend backend) {}

    /** @param more how often it may try anew, when a write has overtaken it before the first byte */
    private Future<OpenObject> open(Read read, int more) {
        ContextInternal context = vertx.getOrCreateContext();
        Fetch fetch = fetches.join(read.wanted, read.backend, context);
        Promise<Optional<ColdObject>> opened = context.promise();
        fetch.onHome(() -> fetch.streaming()
                .map(info -> info.map(
                        object -> followed(new ColdObject(context, fetch, store, read.command, object), fetch)))
                .onComplete(opened));
        return opened.future()
                .compose(cold -> cold.isPresent()
                        ? Future.succeededFuture(begun(cold.get()))
                        : stored(fetch).compose(object -> storedNow(read, more)))
                .recover(cause -> more > 0 && fetch.isSuperseded() && mayBeOld(cause)
                        ? open(read, more - 1)
                        : Future.failedFuture(cause));
    }

    private static boolean mayBeOld(Throwable cause) {
        return cause instanceof StoreException failed
                && (failed.code() == Code.BACKEND_FAILED || failed.code() == Code.NO_SUCH_OBJECT);
    }

    /** What was stored a moment ago, or what has taken its place. */
    private Future<OpenObject> storedNow(Read read, int more) {
        return store.get(read.command)
                .recover(cause -> Missing.is(cause) && more > 0 ? open(read, more - 1) : Future.failedFuture(cause));
    }

    private static OpenObject begun(ColdObject object) {
        object.begin();
        return object;
    }

    private static ColdObject followed(ColdObject object, Fetch fetch) {
        fetch.follow(object.follower());
        return object;
    }

    private Future<ObjectInfo> stored(Fetch fetch) {
        Promise<ObjectInfo> stored = vertx.getOrCreateContext().promise();
        fetch.onHome(() -> fetch.stored().onComplete(stored));
        return stored.future();
    }
}
