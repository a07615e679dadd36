package dev.cistern.node.engine;

import static dev.cistern.node.engine.StoreUnderTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FailingDiskTest {
    private final Path folder;
    private final StoreUnderTest store;

    FailingDiskTest(@TempDir Path folder) {
        this.folder = folder;
        this.store = StoreUnderTest.inFiles(folder);
        store.makeBucket();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void failedWriteIsFinalForWritesAndReadsGoOn() throws IOException {
        store.put("small", bytes(10, 1));
        store.put("large", bytes(20_000, 2));
        Path blobs = folder.resolve("blobs");
        Files.move(blobs, folder.resolve("away"));
        assertDiskFailed(20_000);
        Files.move(folder.resolve("away"), blobs);

        assertDiskFailed(20_000);
        assertDiskFailed(10);
        assertThat(store.engine().figures().writable()).isFalse();
        assertThat(store.get("small")).isEqualTo(bytes(10, 1));
        assertThat(store.get("large")).isEqualTo(bytes(20_000, 2));

        store.reopen();
        store.put("small", bytes(10, 3));
        assertThat(store.get("small")).isEqualTo(bytes(10, 3));
    }

    private void assertDiskFailed(int size) {
        assertThatThrownBy(() -> store.put("key", bytes(size, 1)))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.DISK_FAILED));
    }
}
