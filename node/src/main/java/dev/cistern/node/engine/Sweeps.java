package dev.cistern.node.engine;

import dev.cistern.node.engine.record.Records;
import io.vertx.core.Promise;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What is left of destroyed buckets goes: on a node alone as it searches, in a cluster by commits that its leader proposes one after
 * the other, so that a leader that dies leaves the rest to the next. Used by any thread.
 */
final class Sweeps {
    private final Housekeeping housekeeping;
    private final Records records;
    private final AtomicBoolean underWay = new AtomicBoolean();
    private volatile boolean shared;

    Sweeps(Housekeeping housekeeping, Records records) {
        this.housekeeping = housekeeping;
        this.records = records;
    }

    /** The records are a cluster's from now on: waits until nothing here changes them. */
    void share() throws InterruptedException {
        shared = true;
        housekeeping.pauseSearches();
    }

    /** They are a cluster's already, and nothing here was ever begun. */
    void beginShared() {
        shared = true;
    }

    /** They are this node's again. */
    void own() {
        shared = false;
        housekeeping.resumeSearches();
    }

    void later(long bucketId) {
        if (!shared) {
            housekeeping.removeContentsLater(bucketId);
        }
    }

    /** Now and then, on a thread that may wait for the disk. */
    void look(BooleanSupplier leads, Consumer<Commit<?>> submit) {
        if (!shared || !leads.getAsBoolean() || !underWay.compareAndSet(false, true)) {
            return;
        }
        Promise<Boolean> over = Promise.promise();
        over.future().onComplete(done -> underWay.set(false));
        try {
            records.contents().doomedBuckets().stream()
                    .findFirst()
                    .ifPresentOrElse(bucketId -> sweep(bucketId, submit, over), over::complete);
        } catch (RuntimeException e) {
            over.tryFail(e);
            throw e;
        }
    }

    private static void sweep(long bucketId, Consumer<Commit<?>> submit, Promise<Boolean> over) {
        Promise<Boolean> promise = Promise.promise();
        promise.future()
                .onSuccess(more -> {
                    if (more) {
                        sweep(bucketId, submit, over);
                    } else {
                        over.complete();
                    }
                })
                .onFailure(over::tryFail);
        submit.accept(new SweepCommit(bucketId, promise));
    }
}
