package dev.cistern.node.engine;

import dev.cistern.conf.Durability;
import dev.cistern.node.engine.record.RecordBatch;
import dev.cistern.node.engine.record.Records;
import dev.cistern.node.engine.seal.MasterKeys;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The records' note of which key of the node they need. In a cluster they note no more than they did before: the keys themselves are
 * shared there. Used by any thread; blocks on the disk.
 *
 * @param cluster that the records are those of, if they are
 */
record NotedMasterKey(Records records, Supplier<Optional<String>> cluster) implements MasterKeys.Noted {

    @Override
    public Optional<String> keyId() {
        return records.masterKey();
    }

    @Override
    public void note(String keyId) {
        if (cluster.get().isEmpty()) {
            RecordBatch batch = new RecordBatch();
            batch.setMasterKey(keyId);
            records.write(batch, Durability.SYNC);
        }
    }
}
