package dev.cistern.node.engine;

import dev.cistern.node.engine.blob.BlobFiles;
import dev.cistern.node.engine.blob.BlobWriter;
import dev.cistern.node.engine.record.ObjectRecord.Place;
import dev.cistern.node.store.BodyDigests;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of one upload on its way into a blob file, digested and sealed as it passes. Used by one writer thread at a time; blocks
 * on the disk. A failing disk shuts the gate.
 */
final class BodyFile {
    private final BlobFiles files;
    private final BlobIds ids;
    private final WriteGate gate;
    private final BodyCoder coder;
    private final DiskSpace.Promised room;
    private @Nullable BlobWriter blob;

    BodyFile(BlobFiles files, BlobIds ids, WriteGate gate, BodyCoder coder, DiskSpace.Promised room) {
        this.files = files;
        this.ids = ids;
        this.gate = gate;
        this.coder = coder;
        this.room = room;
    }

    void write(List<Buffer> piece) {
        gate.check();
        append(coder.pass(piece));
    }

    /** Checks what the body came to, and completes the file. */
    Received finish(boolean forced) {
        BodyDigests.Values values = coder.finish();
        coder.end().ifPresent(bytes -> append(List.of(bytes)));
        try {
            BlobWriter finished = opened();
            finished.finish(forced);
            return coder.received(values, new Place.Blob(finished.id(), ids.here()), new byte[0]);
        } catch (IOException e) {
            throw failed("completing a blob", e);
        }
    }

    /** Deletes what was written, if anything. */
    void discard() {
        if (blob != null) {
            try {
                blob.abandon();
                files.delete(blob.id());
            } catch (IOException e) {
                gate.note(DiskFailure.of("deleting an unfinished blob", e));
            }
        }
    }

    private void append(List<ByteBuffer> bytes) {
        room.written(bytes.stream().mapToLong(ByteBuffer::remaining).sum());
        try {
            opened().write(bytes);
        } catch (IOException e) {
            throw failed("writing a blob", e);
        }
    }

    private BlobWriter opened() throws IOException {
        BlobWriter open = blob;
        if (open == null) {
            open = files.create(ids.next());
            blob = open;
        }
        return open;
    }

    private StoreException failed(String doing, IOException e) {
        StoreException failure = DiskFailure.of(doing, e);
        gate.note(failure);
        return failure.code() == Code.DISK_FAILED ? failure : new StoreException(Code.NO_SPACE, "the disk is full", e);
    }
}
