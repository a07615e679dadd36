package dev.cistern.node.engine;

import dev.cistern.node.store.StoreException;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/** A change that waits for the committer. Its promise completes once, when the change is durable or refused. */
abstract sealed class Commit<T>
        permits PutCommit,
                DeleteCommit,
                RetagCommit,
                NoteCommit,
                LockCommit,
                CreateUploadCommit,
                PartCommit,
                PlaceCommit,
                CompleteUploadCommit,
                ConfigureBucketCommit,
                AbortUploadCommit,
                CreateBucketCommit,
                DestroyBucketCommit,
                LastCommit {
    private final Promise<T> promise;
    private @Nullable T result;

    Commit(Promise<T> promise) {
        this.promise = promise;
    }

    /**
     * Adds the change to the round. Called by the committer.
     *
     * @throws StoreException where it cannot be made; the round then holds nothing of it
     */
    abstract T evaluate(CommitRound round);

    /** Whether it must not share a round: what it looks at is not seen before the round is written. */
    boolean isAlone() {
        return false;
    }

    /** The promise is about to fail, and it is certain that nothing was stored. */
    void dropped() {}

    /** The change is stored. Called by the committer, before the promise completes. */
    void stored(T value) {}

    final void join(CommitRound round) {
        result = evaluate(round);
    }

    final void succeed() {
        T value = result;
        if (value != null) {
            stored(value);
        }
        promise.tryComplete(value);
    }

    final void refuse(StoreException reason) {
        dropped();
        promise.tryFail(reason);
    }

    /** Fails the promise where it is not known whether the change was stored. */
    final void leaveOpen(StoreException reason) {
        promise.tryFail(reason);
    }
}
