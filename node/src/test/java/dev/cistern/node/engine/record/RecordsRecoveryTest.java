package dev.cistern.node.engine.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.conf.Durability;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecordsRecoveryTest {
    private static final long CACHE_BYTES = 1 << 20;

    private static void assertFails(Records records, Code code) {
        assertThatThrownBy(() -> records.isNamed(1))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static Records withOneBlob(Path folder) {
        Records records = Records.open(folder.resolve("records"), CACHE_BYTES, false);
        RecordBatch batch = new RecordBatch();
        batch.putBlob(1, new ObjectKey(1, "key"));
        records.write(batch, Durability.SYNC);
        return records;
    }

    @Test
    void recordsThatWereRecoveredAreThere(@TempDir Path folder) {
        try (Records records = withOneBlob(folder)) {
            RecordsRecovery.recover(records, records.lastChange());

            assertThat(records.isNamed(1)).isTrue();
        }
    }

    @Test
    void recordsThatCouldNotBeRecoveredFailAsTheirDiskDoesUntilTheyAreClosed(@TempDir Path folder) {
        Records records = withOneBlob(folder);
        long more = records.lastChange() + 1;

        assertThatThrownBy(() -> RecordsRecovery.recover(records, more)).isInstanceOf(StoreException.class);
        assertFails(records, Code.DISK_FAILED);
        records.close();
        assertFails(records, Code.CLOSED);
    }

    @Test
    void whoKeepsWhatWasReadHearsOfEachRecovery(@TempDir Path folder) {
        try (Records records = withOneBlob(folder)) {
            List<String> heard = new ArrayList<>();
            records.watch(new RecordWatch() {
                @Override
                public void changing(List<ObjectKey> objects) {}

                @Override
                public void changed(List<ObjectKey> objects) {}

                @Override
                public void replacing() {
                    heard.add("replacing");
                }

                @Override
                public void replaced() {
                    heard.add("replaced");
                }
            });
            long more = records.lastChange() + 1;

            assertThatThrownBy(() -> RecordsRecovery.recover(records, more)).isInstanceOf(StoreException.class);
            RecordsRecovery.recover(records, more - 1);

            assertThat(heard).containsExactly("replacing", "replaced", "replacing", "replaced");
        }
    }

    @Test
    void theirCacheAnswersNothingRatherThanWaitWhileTheyAreReplaced(@TempDir Path folder) throws Exception {
        try (Records records = withOneBlob(folder)) {
            ObjectName name = new ObjectName(new BucketName("bucket"), "a/ü");
            RecordBatch batch = new RecordBatch();
            batch.putObject(
                    new ObjectKey(1, name.key()),
                    Files.readAllBytes(Path.of("src/test/resources/golden/object-inline-v1.bin")));
            records.write(batch, Durability.OS);
            assertThat(records.cache().find(name, 1)).isPresent();
            assertThat(records.cache().find(name, 2)).isEmpty();

            Optional<Found> found;
            records.lifetime.writeLock().lock();
            try {
                found = CompletableFuture.supplyAsync(() -> records.cache().find(name, 1))
                        .get(60, TimeUnit.SECONDS);
            } finally {
                records.lifetime.writeLock().unlock();
            }

            assertThat(found).isEmpty();
        }
    }
}
