package dev.cistern.node.engine;

import dev.cistern.node.engine.record.RecordInput;
import dev.cistern.node.engine.record.RecordOutput;
import io.vertx.core.Promise;

/** The newest key of the node, or of all members of a cluster, that an object may be encrypted with from now on. */
final class MasterKeyCommit extends Commit<String> {
    private final String keyId;

    MasterKeyCommit(String keyId, Promise<String> promise) {
        super(promise);
        this.keyId = keyId;
    }

    @Override
    String evaluate(CommitRound round) {
        round.batch().setMasterKey(keyId);
        return keyId;
    }

    @Override
    void write(RecordOutput out) {
        out.writeText(keyId);
    }

    static MasterKeyCommit read(RecordInput in) {
        return new MasterKeyCommit(in.readText(), Promise.promise());
    }
}
