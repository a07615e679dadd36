package dev.cistern.node.engine;

import dev.cistern.conf.Durability;
import dev.cistern.node.engine.record.RecordBatch;
import dev.cistern.node.engine.record.Records;
import dev.cistern.node.engine.seal.MasterKeys;
import java.util.Optional;

/** The records' note of which key of the node they need. Used by any thread; blocks on the disk. */
record NotedMasterKey(Records records) implements MasterKeys.Noted {

    @Override
    public Optional<String> keyId() {
        return records.masterKey();
    }

    @Override
    public void note(String keyId) {
        RecordBatch batch = new RecordBatch();
        batch.setMasterKey(keyId);
        records.write(batch, Durability.SYNC);
    }
}
