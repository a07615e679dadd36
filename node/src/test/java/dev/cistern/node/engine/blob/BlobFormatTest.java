package dev.cistern.node.engine.blob;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BlobFormatTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/blob-v1.bin");
    private static final long ID = 0x1234;
    private static final byte[] DATA = new byte[70_000];

    private final Path folder;

    BlobFormatTest(@TempDir Path folder) {
        this.folder = folder;
        new Random(1).nextBytes(DATA);
    }

    @Test
    void goldenFileIsReadForEver() throws IOException, DamagedBlobException {
        BlobReader reader = FileReader.open(ID, DATA.length, GOLDEN, () -> {});
        ByteBuffer scratch = ByteBuffer.allocate(128 * 1024);

        BlobReader.Verified verified = reader.verify(0, DATA.length, scratch);
        reader.close();

        byte[] read = new byte[verified.length()];
        scratch.get(verified.scratchOffset(), read);
        assertThat(read).isEqualTo(DATA);
    }

    @Test
    void sameBytesAreWrittenAsInTheGoldenFile() throws IOException {
        BlobFiles files = new BlobFiles(folder, ID);
        BlobWriter writer = files.create(ID);
        writer.write(List.of(ByteBuffer.wrap(DATA, 0, 10), ByteBuffer.wrap(DATA, 10, DATA.length - 10)));
        writer.finish(true).join();

        assertThat(folder.resolve("000001/0000000000001234")).hasSameBinaryContentAs(GOLDEN);
        assertThat(Files.size(GOLDEN)).isEqualTo(BlobFormat.fileLength(DATA.length));
    }

    @Test
    void placesInTheFileFollowTheChapters() {
        long chapter = BlobFormat.CHAPTER_BYTES;
        assertThat(BlobFormat.FULL_TABLE_BYTES).isEqualTo(4096);
        assertThat(BlobFormat.filePosition(chapter - 1)).isEqualTo(chapter - 1);
        assertThat(BlobFormat.filePosition(chapter)).isEqualTo(chapter + 4096);
        assertThat(BlobFormat.fileLength(0)).isEqualTo(40);
        assertThat(BlobFormat.fileLength(1)).isEqualTo(1 + 8 + 40);
        assertThat(BlobFormat.fileLength(chapter)).isEqualTo(chapter + 4096 + 40);
        assertThat(BlobFormat.fileLength(chapter + 1)).isEqualTo(chapter + 4096 + 1 + 8 + 40);
    }
}
