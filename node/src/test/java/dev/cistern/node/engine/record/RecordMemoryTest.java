package dev.cistern.node.engine.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecordMemoryTest {
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;

    @Test
    void memtablesGrowWithTheCacheWithinBounds() {
        assertThat(RecordMemory.of(MIB, 1_000 * GIB, 0).memtableBytes()).isEqualTo(16 * MIB);
        assertThat(RecordMemory.of(512 * MIB, 1_000 * GIB, 0).memtableBytes()).isEqualTo(32 * MIB);
        assertThat(RecordMemory.of(64 * GIB, 1_000 * GIB, 0).memtableBytes()).isEqualTo(64 * MIB);
    }

    @Test
    void aSmallDiskHasSmallOnesSinceTheirLogLiesThere() {
        assertThat(RecordMemory.of(64 * GIB, GIB, 0).memtableBytes()).isEqualTo(16 * MIB);
        assertThat(RecordMemory.of(64 * GIB, 32 * GIB, 0).memtableBytes()).isEqualTo(32 * MIB);
    }

    @Test
    void theDiskIsFoundForAFolderThatIsStillToBeMade(@TempDir Path folder) {
        assertThat(RecordMemory.of(folder.resolve("a/b"), GIB)).isEqualTo(RecordMemory.of(folder, GIB));
    }

    @Test
    void indexesAreWholeWhereAllOfThemAreASmallPartOfTheCache() {
        assertThat(RecordMemory.of(256 * MIB, GIB, 0).wholeIndexes()).isTrue();
        assertThat(RecordMemory.of(256 * MIB, GIB, 6 * GIB).wholeIndexes()).isTrue();
        assertThat(RecordMemory.of(256 * MIB, GIB, 7 * GIB).wholeIndexes()).isFalse();
        assertThat(RecordMemory.of(255 * MIB, GIB, 0).wholeIndexes()).isFalse();
    }

    @Test
    void onlyTablesCountForThat(@TempDir Path folder) throws IOException {
        RecordMemory empty = RecordMemory.of(folder, 256 * MIB);
        sparse(folder.resolve("000008.log"), 7 * GIB);
        assertThat(RecordMemory.of(folder, 256 * MIB)).isEqualTo(empty);
        sparse(folder.resolve("000009.sst"), 7 * GIB);
        assertThat(RecordMemory.of(folder, 256 * MIB).wholeIndexes()).isFalse();
    }

    private static void sparse(Path file, long length) throws IOException {
        try (RandomAccessFile made = new RandomAccessFile(file.toFile(), "rw")) {
            made.setLength(length);
        }
    }
}
