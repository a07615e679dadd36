package dev.cistern.backends;

import dev.cistern.backends.BackendException.Fault;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Removals of many objects, a few at a time. */
public final class OneByOne {
    private static final int PARALLEL = 8;

    private OneByOne() {}

    /** See {@link WritableBackend#deleteAll}. */
    public static Future<Map<String, BackendException>> delete(WritableBackend backend, List<String> keys) {
        Map<String, BackendException> failed = new HashMap<>();
        return next(backend, keys, failed).map(done -> Map.copyOf(failed));
    }

    private static Future<Void> next(WritableBackend backend, List<String> keys, Map<String, BackendException> failed) {
        if (keys.isEmpty()) {
            return Future.succeededFuture();
        }
        int few = Math.min(PARALLEL, keys.size());
        List<Future<Void>> removals = new ArrayList<>(few);
        for (String key : keys.subList(0, few)) {
            removals.add(backend.delete(key, Map.of()).recover(cause -> {
                BackendException why = of(cause);
                if (why.fault() != Fault.MISSING) {
                    failed.put(key, why);
                }
                return Future.succeededFuture();
            }));
        }
        return Future.join(removals).compose(done -> next(backend, keys.subList(few, keys.size()), failed));
    }

    /** What a removal failed with. */
    public static BackendException of(Throwable cause) {
        return cause instanceof BackendException failed
                ? failed
                : new BackendException(Fault.BACKEND, "removing from a backend failed: " + cause);
    }
}
