package dev.cistern.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataFolderTest {
    private final Path folder;

    DataFolderTest(@TempDir Path root) {
        this.folder = root.resolve("data");
    }

    @Test
    void secondNodeIsToldWhoHoldsTheFolder() throws IOException {
        DataFolder first = DataFolder.open(folder);

        assertRefused(
                folder,
                folder.toString(),
                "in use by the process " + ProcessHandle.current().pid());

        first.close();
        DataFolder.open(folder).close();
    }

    @Test
    void formatIsWrittenOnceAndKept() throws IOException {
        DataFolder.open(folder).close();
        DataFolder.open(folder).close();

        assertThat(folder.resolve("format")).hasContent("cistern store 2\n");
    }

    @Test
    void formatOfBeforeSegmentsIsTakenOver() throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("format"), "cistern store 1\n");

        DataFolder.open(folder).close();

        assertThat(folder.resolve("format")).hasContent("cistern store 2\n");
    }

    @Test
    void newerFormatIsRefused() throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("format"), "cistern store 3\n");

        assertRefused(folder, "cistern store 3", "cistern store 1", "cistern store 2");
    }

    @Test
    void foreignFolderIsRefusedAndLeftAlone() throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("thesis.txt"), "mine");

        assertRefused(folder, "thesis.txt", "empty folder");
        assertThat(folder).isDirectoryNotContaining("glob:**lock");
    }

    @Test
    void fileIsNoFolder() throws IOException {
        Files.writeString(folder, "a file");

        assertRefused(folder, "is not a folder");
    }

    @Test
    void folderThatCannotBeMadeIsRefused() {
        assertRefused(Path.of("/proc/cistern/data"), "/proc/cistern/data", "cannot be written");
    }

    private static void assertRefused(Path folder, String... words) {
        assertThatThrownBy(() -> DataFolder.open(folder))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT))
                .hasMessageContainingAll(words);
    }
}
