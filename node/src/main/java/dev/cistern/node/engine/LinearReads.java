package dev.cistern.node.engine;

import dev.cistern.node.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.streams.ReadStream;
import java.util.function.Supplier;

/** Does something once this node's records hold all that was acknowledged before; on a node alone at once. */
final class LinearReads {
    private final VertxInternal vertx;
    private final SharedRecords shared;

    LinearReads(VertxInternal vertx, SharedRecords shared) {
        this.vertx = vertx;
        this.shared = shared;
    }

    <T> Future<T> after(Supplier<Future<T>> work) {
        if (shared.cluster().isEmpty()) {
            return work.get();
        }
        ContextInternal context = vertx.getOrCreateContext();
        Promise<T> promise = context.promise();
        shared.catchUp()
                .onSuccess(caughtUp -> context.runOnContext(on -> {
                    try {
                        work.get().onComplete(promise);
                    } catch (StoreException e) {
                        promise.fail(e);
                    }
                }))
                .onFailure(promise::fail);
        return promise.future();
    }

    /** The body waits meanwhile. */
    <T> Future<T> after(ReadStream<?> body, Supplier<Future<T>> work) {
        if (!shared.cluster().isEmpty()) {
            var unused = body.pause();
        }
        return after(work);
    }
}
