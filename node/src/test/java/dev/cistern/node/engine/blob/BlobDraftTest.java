package dev.cistern.node.engine.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BlobDraftTest {
    private static final long ID = 1;
    private static final int PIECE = 1_000_003;
    private static final int BLOCK = BlobReader.BLOCK_BYTES;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void whatIsWrittenCanBeReadBlockByBlockAcrossChaptersAndAfterTheFileIsGone() throws Exception {
        byte[] bytes = new byte[(int) BlobFormat.CHAPTER_BYTES + 3 * PIECE];
        new Random(1).nextBytes(bytes);
        BlobFiles files = new BlobFiles(folder, 0);
        BlobWriter writer = files.create(ID);
        BlobDraft draft = files.draft(ID);
        assertThat(draft.length()).isZero();

        for (int at = 0; at < bytes.length; at += PIECE) {
            int end = Math.min(bytes.length, at + PIECE);
            writer.write(List.of(ByteBuffer.wrap(bytes, at, end - at)));
            writer.grow(draft);
            assertThat(draft.length()).isEqualTo(end - end % BLOCK);
            int from = (int) Math.max(0, draft.length() - BLOCK - 5);
            assertThat(read(draft, from)).isEqualTo(Arrays.copyOfRange(bytes, from, (int) draft.length()));
        }
        writer.finish(false);
        files.delete(ID);

        for (int from = 0; from < draft.length(); from += 5_000_000) {
            assertThat(read(draft, from)).isEqualTo(Arrays.copyOfRange(bytes, from, (int) draft.length()));
        }
        draft.close();
    }

    @Test
    void damagedBlockIsNotGiven() throws Exception {
        BlobFiles files = new BlobFiles(folder, 0);
        BlobWriter writer = files.create(ID);
        BlobDraft draft = files.draft(ID);
        writer.write(List.of(ByteBuffer.wrap(new byte[3 * BLOCK])));
        writer.grow(draft);
        try (FileChannel file = FileChannel.open(folder.resolve("000000/0000000000000001"), StandardOpenOption.WRITE)) {
            assertThat(file.write(ByteBuffer.wrap(new byte[] {1}), BLOCK + 7)).isEqualTo(1);
        }

        assertThat(draft.reader().verify(0, BLOCK, ByteBuffer.allocate(BLOCK)).length())
                .isEqualTo(BLOCK);
        assertThatThrownBy(() -> draft.reader().verify(BLOCK, 2 * BLOCK, ByteBuffer.allocate(BLOCK)))
                .isInstanceOf(DamagedBlobException.class)
                .hasMessageContaining("does not match its CRC32C");
        writer.abandon();
        draft.close();
    }

    private static byte[] read(BlobDraft draft, int from) throws IOException, DamagedBlobException {
        ByteBuffer all = ByteBuffer.allocate((int) draft.length() - from);
        ByteBuffer scratch = ByteBuffer.allocate(4 * BLOCK);
        while (all.hasRemaining()) {
            BlobReader.Verified part = draft.reader().verify(from + all.position(), draft.length(), scratch);
            all.put(scratch.slice(part.scratchOffset(), part.length()));
        }
        return all.array();
    }
}
