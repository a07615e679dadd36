package dev.cistern.node.backed;

import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Whose turn it is to change an object: one at a time, first come first served. Used by any thread. */
final class KeyTurns {
    /** Most who wait for one object; a further one is refused with {@link Code#BUSY}. */
    private static final int WAITING_MAX = 1_000;

    private final VertxInternal vertx;
    /** Those who wait, of the objects whose turn somebody has; changed under the map's lock. */
    private final Map<ObjectName, Deque<Promise<Turn>>> taken = new ConcurrentHashMap<>();

    KeyTurns(VertxInternal vertx) {
        this.vertx = vertx;
    }

    /** Somebody's turn, to be ended once; ending it again does nothing. */
    final class Turn {
        private final ObjectName name;
        private final AtomicBoolean ended = new AtomicBoolean();

        private Turn(ObjectName name) {
            this.name = name;
        }

        void end() {
            if (ended.compareAndSet(false, true)) {
                passOn(name);
            }
        }
    }

    /** Completes on the caller's context, when it is its turn. */
    Future<Turn> take(ObjectName name) {
        Promise<Turn> mine = vertx.getOrCreateContext().promise();
        boolean[] free = {false};
        boolean[] refused = {false};
        Deque<Promise<Turn>> unused = taken.compute(name, (same, waiting) -> {
            if (waiting == null) {
                free[0] = true;
                return new ArrayDeque<>();
            }
            if (waiting.size() >= WAITING_MAX) {
                refused[0] = true;
            } else {
                waiting.add(mine);
            }
            return waiting;
        });
        if (refused[0]) {
            mine.fail(new StoreException(Code.BUSY, WAITING_MAX + " changes of " + name + " wait; try again later"));
        } else if (free[0]) {
            mine.complete(new Turn(name));
        }
        return mine.future();
    }

    /** Does something in its turn. */
    <T> Future<T> inTurn(ObjectName name, Supplier<Future<T>> work) {
        return take(name).compose(turn -> Future.<Void>succeededFuture()
                .compose(now -> work.get())
                .onComplete(done -> turn.end()));
    }

    private void passOn(ObjectName name) {
        Deque<Promise<Turn>> next = new ArrayDeque<>();
        Deque<Promise<Turn>> unused = taken.computeIfPresent(name, (same, waiting) -> {
            if (waiting.isEmpty()) {
                return null;
            }
            next.add(waiting.remove());
            return waiting;
        });
        next.forEach(promise -> promise.complete(new Turn(name)));
    }
}
