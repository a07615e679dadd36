package dev.cistern.node.engine.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** A blob being written into a file of its own. */
final class FileWriter implements BlobWriter {
    private final long id;
    private final Path path;
    private final FileChannel file;
    private final LongAdder syncs;
    private final CRC32C block = new CRC32C();
    private final BlobSum.Adder sum = new BlobSum.Adder();
    private int blockFill;
    private ByteBuffer table = newTable();
    private long chapter;
    private long length;

    /** @param syncs counts what is put on the disk */
    FileWriter(long id, Path path, FileChannel file, LongAdder syncs) {
        this.id = id;
        this.path = path;
        this.file = file;
        this.syncs = syncs;
    }

    @Override
    public void write(List<ByteBuffer> piece) throws IOException {
        List<ByteBuffer> out = new ArrayList<>(piece.size() + 1);
        for (ByteBuffer bytes : piece) {
            append(bytes, out);
        }
        writeFully(out);
    }

    @Override
    public BlobDraft draft(@Nullable BlobDraft before) throws IOException {
        BlobDraft draft = before == null ? new BlobDraft(id, path, FileChannel.open(path)) : before;
        ByteBuffer checksums = ByteBuffer.allocate(table.position());
        checksums.put(table.slice(0, table.position()));
        draft.grow(length - blockFill, checksums);
        return draft;
    }

    /** Writes what follows the data and closes the file: all of it at once. */
    @Override
    public CompletableFuture<Void> finish(boolean forced) throws IOException {
        BlobSum unused = sum();
        List<ByteBuffer> out = new ArrayList<>(2);
        if (table.position() > 0) {
            out.add(endChapter());
        }
        out.add(BlobFormat.trailer(id, length));
        writeFully(out);
        if (forced) {
            // fdatasync also writes the new length: it is needed to find the bytes again.
            file.force(false);
            syncs.increment();
        }
        file.close();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public boolean hasFile() {
        return true;
    }

    @Override
    public BlobSum sum() {
        if (blockFill > 0) {
            endBlock();
        }
        return sum.of(length);
    }

    /** Closes the file as it is; the caller deletes it. */
    @Override
    public void abandon() throws IOException {
        file.close();
    }

    private void append(ByteBuffer bytes, List<ByteBuffer> out) {
        int start = bytes.position();
        while (bytes.hasRemaining()) {
            int count = Math.min(bytes.remaining(), BlobFormat.BLOCK_BYTES - blockFill);
            block.update(bytes.slice(bytes.position(), count));
            bytes.position(bytes.position() + count);
            blockFill += count;
            length += count;
            if (blockFill == BlobFormat.BLOCK_BYTES) {
                endBlock();
            }
            if (length % BlobFormat.CHAPTER_BYTES == 0) {
                out.add(bytes.slice(start, bytes.position() - start));
                out.add(endChapter());
                start = bytes.position();
            }
        }
        if (bytes.position() > start) {
            out.add(bytes.slice(start, bytes.position() - start));
        }
    }

    private void endBlock() {
        table.putInt((int) block.getValue());
        sum.add((int) block.getValue());
        block.reset();
        blockFill = 0;
    }

    private ByteBuffer endChapter() {
        ByteBuffer ended = table;
        ended.putInt(BlobFormat.tableChecksum(id, chapter, ended.slice(0, ended.position())));
        chapter++;
        table = newTable();
        return ended.flip();
    }

    private static ByteBuffer newTable() {
        return ByteBuffer.allocate(BlobFormat.FULL_TABLE_BYTES);
    }

    private void writeFully(List<ByteBuffer> buffers) throws IOException {
        ByteBuffer[] out = buffers.toArray(ByteBuffer[]::new);
        int first = 0;
        while (first < out.length) {
            if (out[first].hasRemaining()) {
                file.write(out, first, out.length - first);
            } else {
                first++;
            }
        }
    }
}
