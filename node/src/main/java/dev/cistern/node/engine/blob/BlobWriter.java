package dev.cistern.node.engine.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A blob being written from front to back. Used by one thread at a time; every method blocks on the disk. */
public sealed interface BlobWriter permits DiskWriter, FileWriter, SegmentWriter {

    /** Appends all of {@code piece}, in as few writes as the system takes; the buffers are consumed. */
    void write(List<ByteBuffer> piece) throws IOException;

    /**
     * What was written until now, readable.
     *
     * @param before what this has given before, which is grown; null for the first time
     * @return to be closed by whom it is given to; null where nothing can be read before the blob is finished
     */
    @Nullable
    BlobDraft draft(@Nullable BlobDraft before) throws IOException;

    /** Ends the last block, and says what all that was written comes to; nothing more can be written. */
    BlobSum sum();

    /**
     * Ends the blob.
     *
     * @param forced whether the blob has to be on the disk
     * @return completes, perhaps on a thread that others wait for, when it is; fails with an {@link IOException} where it
     *     cannot be known to be
     */
    CompletableFuture<Void> finish(boolean forced) throws IOException;

    /** Whether it has a file of its own, whose name has to be made durable too. */
    boolean hasFile();

    /** Gives up a blob that was not finished; its caller deletes what may be left of it. */
    void abandon() throws IOException;
}
