package dev.cistern.node.engine.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.List;

/** Moves blobs from one disk to another. Used by one thread at a time; every method blocks on the disks. */
public final class BlobMover {
    private static final int SCRATCH_BYTES = 16 * BlobReader.BLOCK_BYTES;

    private final Blobs blobs;
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);
    private long number;

    public BlobMover(Blobs blobs) {
        this.blobs = blobs;
    }

    /**
     * Copies a blob, having verified each block, and deletes it where it was when the copy is durable. Whoever has it open reads on.
     *
     * @return its bytes; 0 where it was deleted meanwhile
     * @throws DamagedBlobException where it is damaged; it stays where it is
     * @throws OtherDiskException where one of the disks failed
     */
    public long move(long id, BlobDisk from, BlobDisk to) throws IOException, DamagedBlobException {
        try {
            BlobReader reader = from.files().open(id);
            try {
                return copy(id, reader, to);
            } finally {
                reader.close();
            }
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private long copy(long id, BlobReader reader, BlobDisk to) throws IOException, DamagedBlobException {
        String tag = blobs.run() + ".m" + ++number;
        BlobWriter writer = to.createCopy(id, tag);
        boolean isWhole = false;
        try {
            for (long at = 0; at < reader.length(); ) {
                BlobReader.Verified verified = reader.verify(at, reader.length(), scratch);
                writer.write(List.of(scratch.slice(verified.scratchOffset(), verified.length())));
                at += verified.length();
            }
            if (!writer.sum().equals(reader.sum())) {
                throw reader.damaged("it changed while it was copied");
            }
            var unused = writer.finish(true);
            isWhole = true;
        } finally {
            if (!isWhole) {
                writer.abandon();
                blobs.abandonCopy(to, id, tag);
            }
        }
        blobs.disks().adopt(to, id, tag, true);
        return Math.max(1, reader.length());
    }

    /** Deletes a blob on a disk where another that is in has a good copy. */
    public boolean dropDuplicate(long id, BlobDisk disk) throws IOException {
        return blobs.disks().dropDuplicate(id, disk);
    }
}
