package dev.cistern.node.engine;

import dev.cistern.node.engine.record.RecordOutput;
import dev.cistern.node.store.StoreException;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/**
 * A change that waits for its turn. Its promise completes once, when the change is durable or refused. What comes of it
 * depends on the records and on what {@link #write} writes alone, so that it comes to the same on every member of a cluster.
 */
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
                SweepCommit,
                DocumentCommit,
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

    /** What it says, behind its type, for a cluster: see {@link CommandFormat}. */
    abstract void write(RecordOutput out);

    /** Whether it must not share a round: what it looks at is not seen before the round is written. */
    boolean isAlone() {
        return false;
    }

    /** Whether there is more room behind it, so that it is made on a full disk too. */
    boolean makesRoom() {
        return false;
    }

    /** What only the node that was asked can tell: whether the change is still to be made. */
    void checkHere() {}

    /** The promise is about to fail, and it is certain that nothing was stored. */
    void dropped() {}

    /** The change is stored. Called by the committer, before the promise completes, on every member of a cluster. */
    void stored(T value, Effects effects) {}

    /** What a change brings about beside the records. */
    interface Effects {
        Buckets buckets();

        /** What the members share besides objects is another now. */
        void documentChanged();

        /** Everything in a destroyed bucket is to go. */
        void removeContents(long bucketId);
    }

    final void join(CommitRound round) {
        result = evaluate(round);
    }

    final void takeEffect(Effects effects) {
        T value = result;
        if (value != null) {
            stored(value, effects);
        }
    }

    final void succeed() {
        promise.tryComplete(result);
    }

    /** Succeeds as the same change did, which was read from the log. */
    @SuppressWarnings("unchecked") // Written out by this one, so of the same class.
    final void succeedAs(Commit<?> applied) {
        result = (T) applied.result;
        succeed();
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
