package dev.cistern.node.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.engine.blob.DiskFailure;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.io.IOException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;

final class DiskFailureTest {
    private static Code code(IOException failure) {
        return DiskFailure.of("writing", failure).code();
    }

    @Test
    void fullDisksTooManyFilesAndFailingDisksAreToldApart() {
        assertThat(code(new IOException("No space left on device"))).isEqualTo(Code.NO_SPACE);
        assertThat(code(new IOException("Disk quota exceeded"))).isEqualTo(Code.NO_SPACE);
        assertThat(code(new FileSystemException("/data/blobs/1", null, "Too many open files")))
                .isEqualTo(Code.TOO_MANY_FILES);
        assertThat(code(new FileSystemException("/data/blobs/1", null, "Too many open files in system")))
                .isEqualTo(Code.TOO_MANY_FILES);
        assertThat(code(new IOException("Input/output error"))).isEqualTo(Code.DISK_FAILED);
        assertThat(code(new FileSystemException("/data", null, "Read-only file system")))
                .isEqualTo(Code.DISK_FAILED);
    }

    @Test
    void tooManyFilesAreNoReasonToRefuseWritesForGood() {
        WriteGate gate = new WriteGate();

        gate.note(new StoreException(Code.TOO_MANY_FILES, "none left"));
        assertThat(gate.isOpen()).isTrue();

        gate.note(new StoreException(Code.DISK_FAILED, "broken"));
        assertThat(gate.isOpen()).isFalse();
    }
}
