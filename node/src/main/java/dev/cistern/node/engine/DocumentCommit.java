package dev.cistern.node.engine;

import dev.cistern.node.engine.record.RecordInput;
import dev.cistern.node.engine.record.RecordOutput;
import dev.cistern.node.engine.record.StoredDocument;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Promise;

/** Other bytes of what the members of a cluster share besides objects. Gives the new version. */
final class DocumentCommit extends Commit<Long> {
    private final String name;
    private final long base;
    private final byte[] bytes;

    /** @param base the version that is to be replaced */
    DocumentCommit(String name, long base, byte[] bytes, Promise<Long> promise) {
        super(promise);
        this.name = name;
        this.base = base;
        this.bytes = bytes;
    }

    @Override
    boolean isAlone() {
        return true;
    }

    @Override
    Long evaluate(CommitRound round) {
        long version = round.records()
                .log()
                .document(name)
                .map(StoredDocument::version)
                .orElse(0L);
        if (version != base) {
            throw new StoreException(Code.PRECONDITION_FAILED, "the " + name + " were changed meanwhile; try again");
        }
        round.batch().putDocument(name, new StoredDocument(version + 1, bytes));
        return version + 1;
    }

    @Override
    void stored(Long version, Effects effects) {
        effects.documentChanged();
    }

    @Override
    void write(RecordOutput out) {
        out.writeText(name);
        out.writeLong(base);
        out.writeBlock(bytes);
    }

    static DocumentCommit read(RecordInput in) {
        return new DocumentCommit(in.readText(), in.readLong(), in.readBlock(), Promise.promise());
    }
}
