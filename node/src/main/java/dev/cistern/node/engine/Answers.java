package dev.cistern.node.engine;

import dev.cistern.node.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;

/** How the engine answers: always by a future, on the caller's context. Used by any thread. */
final class Answers {
    private final VertxInternal vertx;
    private final WriteGate gate;
    private final DiskSpace space;
    private final Commits committer;

    Answers(VertxInternal vertx, WriteGate gate, DiskSpace space, Commits committer) {
        this.vertx = vertx;
        this.gate = gate;
        this.space = space;
        this.committer = committer;
    }

    interface Answer<T> {
        Future<T> on(ContextInternal context);
    }

    interface CommitOf<T> {
        Commit<T> with(Promise<T> promise);
    }

    /** What is refused at once also arrives by the future, on the caller's context. */
    <T> Future<T> answering(Answer<T> answer) {
        ContextInternal context = vertx.getOrCreateContext();
        try {
            return answer.on(context);
        } catch (StoreException e) {
            return context.failedFuture(e);
        }
    }

    <T> Future<T> committed(ContextInternal context, CommitOf<T> commit) {
        gate.check();
        Promise<T> promise = context.promise();
        Commit<T> change = commit.with(promise);
        if (!change.makesRoom()) {
            space.requireRoomForRecords();
        }
        committer.submit(change);
        return promise.future();
    }
}
