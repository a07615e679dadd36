package dev.cistern.node.store;

import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import java.util.Optional;

/** That there is no object, which may be an answer, or just right, and no failure. */
public final class Missing {
    private Missing() {}

    public static boolean is(Throwable cause) {
        return cause instanceof StoreException failed && failed.code() == Code.NO_SUCH_OBJECT;
    }

    /** The same, empty where there is no object. */
    public static <T> Future<Optional<T>> asEmpty(Future<T> asked) {
        return asked.map(Optional::of)
                .recover(cause -> is(cause) ? Future.succeededFuture(Optional.empty()) : Future.failedFuture(cause));
    }

    /** Of a removal: done also where there was nothing to be removed. */
    public static Future<Void> allowed(Future<?> removal) {
        return removal.<Void>mapEmpty()
                .recover(cause -> is(cause) ? Future.succeededFuture() : Future.failedFuture(cause));
    }
}
