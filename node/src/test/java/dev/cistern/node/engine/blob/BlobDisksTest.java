package dev.cistern.node.engine.blob;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BlobDisksTest {
    private static final long ID = 7;

    @Test
    void blobThatIsThereAgainWhenItIsLookedForIsNotSaidToBeMissing(@TempDir Path folder) throws Exception {
        BlobFiles files = new BlobFiles(folder, 1);
        BlobDisks disks = new BlobDisks(files, () -> {});
        assertThat(disks.missing(ID)).isInstanceOf(NoSuchFileException.class);

        BlobWriter writer = files.create(ID);
        writer.write(List.of(ByteBuffer.allocate(100)));
        writer.finish(false).join();

        assertThat(disks.missing(ID)).isNotInstanceOf(NoSuchFileException.class);
    }
}
