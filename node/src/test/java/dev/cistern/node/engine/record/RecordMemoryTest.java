package dev.cistern.node.engine.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecordMemoryTest {
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;

    @Test
    void memtablesGrowWithTheCacheWithinBounds() {
        assertThat(RecordMemory.of(MIB, 1_000 * GIB).memtableBytes()).isEqualTo(16 * MIB);
        assertThat(RecordMemory.of(512 * MIB, 1_000 * GIB).memtableBytes()).isEqualTo(32 * MIB);
        assertThat(RecordMemory.of(64 * GIB, 1_000 * GIB).memtableBytes()).isEqualTo(64 * MIB);
    }

    @Test
    void aSmallDiskHasSmallOnesSinceTheirLogLiesThere() {
        assertThat(RecordMemory.of(64 * GIB, GIB).memtableBytes()).isEqualTo(16 * MIB);
        assertThat(RecordMemory.of(64 * GIB, 32 * GIB).memtableBytes()).isEqualTo(32 * MIB);
    }

    @Test
    void theDiskIsFoundForAFolderThatIsStillToBeMade(@TempDir Path folder) {
        assertThat(RecordMemory.of(folder.resolve("a/b"), GIB)).isEqualTo(RecordMemory.of(folder, GIB));
    }
}
