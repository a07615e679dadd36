package dev.cistern.node.engine;

import dev.cistern.node.engine.record.RecordOutput;
import io.vertx.core.Promise;

/** Ends the committer, after all that came before. */
final class LastCommit extends Commit<Boolean> {

    LastCommit(Promise<Boolean> promise) {
        super(promise);
    }

    @Override
    boolean isAlone() {
        return true;
    }

    @Override
    Boolean evaluate(CommitRound round) {
        return true;
    }

    @Override
    void write(RecordOutput out) {
        throw new IllegalStateException("the end of one node's committer is no change of records");
    }
}
