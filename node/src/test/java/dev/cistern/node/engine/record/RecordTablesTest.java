package dev.cistern.node.engine.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.conf.Durability;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables whose indexes are in parts, and tables whose indexes are whole. */
final class RecordTablesTest {
    private static final long SMALL = 1 << 20;
    private static final long LARGE = 256 << 20;
    /** Enough for many blocks, and for an index of several parts. */
    private static final long RECORDS = 50_000;

    @Test
    void eachKindIsReadWithTheCacheOfTheOther(@TempDir Path folder) {
        List<Long> caches = List.of(SMALL, LARGE, SMALL);
        for (int i = 0; i < caches.size(); i++) {
            try (Records records = Records.open(folder, caches.get(i), false)) {
                assertThat(records.memory.wholeIndexes()).isEqualTo(caches.get(i) == LARGE);
                write(records, i * RECORDS);
                records.flush();
                assertThat(wrong(records, (i + 1) * RECORDS)).isEmpty();
            }
        }
    }

    @Test
    void whatWasWrittenWithOneKindOfIndexIsMergedIntoTheOther(@TempDir Path folder) {
        try (Records records = Records.open(folder, SMALL, false)) {
            write(records, 0);
        }
        try (Records records = Records.open(folder, LARGE, false)) {
            RecordFiles files = new RecordFiles(records);
            files.stretches().forEach(files::compact);
            assertThat(wrong(records, RECORDS)).isEmpty();
        }
    }

    private static void write(Records records, long first) {
        RecordBatch batch = new RecordBatch();
        LongStream.range(first, first + RECORDS).forEach(id -> batch.putBlob(id, owner(id)));
        records.write(batch, Durability.OS);
    }

    private static ObjectKey owner(long id) {
        return new ObjectKey(1, "owner of " + id);
    }

    private static List<Long> wrong(Records records, long count) {
        return LongStream.range(0, count)
                .filter(id -> !records.owner(id).equals(Optional.of(owner(id))))
                .boxed()
                .toList();
    }
}
