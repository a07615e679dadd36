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
    private static final long PATIENCE_NANOS = 60_000_000_000L;

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
    void failedWriteStopsWritesUntilTheDiskWorksAgainAndReadsGoOn() throws IOException {
        store.put("small", bytes(10, 1));
        store.put("large", bytes(20_000, 2));
        Path blobs = folder.resolve("blobs");
        Files.move(blobs, folder.resolve("away"));
        assertDiskFailed(20_000);

        assertDiskFailed(20_000);
        assertDiskFailed(10);
        assertThat(store.engine().figures().writable()).isFalse();
        assertThat(store.get("small")).isEqualTo(bytes(10, 1));
        Files.move(folder.resolve("away"), blobs);
        assertThat(store.get("large")).isEqualTo(bytes(20_000, 2));

        awaitWritable();
        store.put("small", bytes(10, 3));
        assertThat(store.get("small")).isEqualTo(bytes(10, 3));
    }

    private void awaitWritable() {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!store.engine().figures().writable() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(store.engine().figures().writable()).isTrue();
    }

    @Test
    void whatIsNotTheFolderAsItWasIsNotWrittenTo() throws IOException {
        store.put("small", bytes(10, 1));
        Files.move(folder.resolve("blobs"), folder.resolve("away"));
        assertDiskFailed(20_000);
        byte[] format = Files.readAllBytes(folder.resolve("format"));
        Files.delete(folder.resolve("format"));
        Files.move(folder.resolve("away"), folder.resolve("blobs"));

        assertDiskFailed(20_000);
        var unused = Files.write(folder.resolve("format"), format);
        awaitWritable();
        store.put("small", bytes(10, 3));
        assertThat(store.get("small")).isEqualTo(bytes(10, 3));
    }

    @Test
    void changesAcknowledgedMeanwhileAreThereAfterTheDiskCameBackAndAfterARestart() throws IOException {
        for (int i = 0; i < 50; i++) {
            store.put("key-" + i, bytes(i % 2 == 0 ? 100 : 20_000, i));
        }
        Files.move(folder.resolve("blobs"), folder.resolve("away"));
        assertDiskFailed(20_000);
        Files.move(folder.resolve("away"), folder.resolve("blobs"));
        awaitWritable();
        store.put("after", bytes(20_000, 99));
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 50; i++) {
                assertThat(store.get("key-" + i)).isEqualTo(bytes(i % 2 == 0 ? 100 : 20_000, i));
            }
            assertThat(store.get("after")).isEqualTo(bytes(20_000, 99));
            store.reopen();
        }
    }

    @Test
    void bodiesOfADataFolderThatIsAwayAreNotSaidToBeDamaged() throws IOException {
        store.put("large", bytes(20_000, 2));
        Files.move(folder.resolve("format"), folder.resolve("format.away"));
        Files.move(folder.resolve("blobs"), folder.resolve("away"));
        assertThatThrownBy(() -> store.get("large")).satisfies(FailingDiskTest::isDiskFailed);
        Files.move(folder.resolve("format.away"), folder.resolve("format"));
        assertThatThrownBy(() -> store.get("large")).satisfies(FailingDiskTest::isDiskFailed);
        Files.move(folder.resolve("away"), folder.resolve("blobs"));

        assertThat(store.get("large")).isEqualTo(bytes(20_000, 2));
        assertThat(store.engine().figures().writable()).isTrue();
    }

    private static void isDiskFailed(Throwable failure) {
        assertThat(failure).isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.code())
                .isEqualTo(Code.DISK_FAILED));
    }

    private void assertDiskFailed(int size) {
        assertThatThrownBy(() -> store.put("key", bytes(size, 1))).satisfies(FailingDiskTest::isDiskFailed);
    }
}
