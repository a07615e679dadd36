package dev.cistern.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.conf.Durability;
import dev.cistern.node.engine.blob.BlobDisks;
import dev.cistern.node.engine.blob.BlobFiles;
import dev.cistern.node.engine.blob.Blobs;
import dev.cistern.node.engine.blob.Segments;
import dev.cistern.node.engine.record.RecordBatch;
import dev.cistern.node.engine.record.Records;
import dev.cistern.node.engine.record.RecordsFloor;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SweepsTest {

    @Test
    void oneThatFailedIsTriedAgain(@TempDir Path folder) throws Exception {
        try (Records records = Records.open(folder.resolve("records"), 1 << 20, true)) {
            RecordBatch batch = new RecordBatch();
            batch.doom(5);
            records.write(batch, Durability.OS);
            Segments segments = Segments.open(folder.resolve("segments"), 4 << 20, 1 << 20);
            Housekeeping housekeeping = new Housekeeping(
                    records,
                    new RecordsFloor(folder.resolve("floor")),
                    new Blobs(new BlobDisks(new BlobFiles(folder.resolve("blobs"), 1), () -> {}), segments, () -> 0, 1),
                    new Tally());
            Sweeps sweeps = new Sweeps(housekeeping, records);
            sweeps.beginShared();
            List<Commit<?>> submitted = new ArrayList<>();

            assertThatThrownBy(() -> sweeps.look(() -> true, commit -> {
                        throw new IllegalStateException("of a test");
                    }))
                    .isInstanceOf(IllegalStateException.class);
            sweeps.look(() -> true, submitted::add);
            assertThat(submitted).hasSize(1);
            sweeps.look(() -> true, submitted::add);
            assertThat(submitted).hasSize(1);
            submitted.get(0).refuse(new StoreException(Code.BUSY, "of a test"));
            sweeps.look(() -> true, submitted::add);
            assertThat(submitted).hasSize(2);
            housekeeping.stop();
            segments.close();
        }
    }
}
