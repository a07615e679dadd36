package dev.cistern.node.engine;

import dev.cistern.node.engine.blob.BlobDraft;
import dev.cistern.node.engine.blob.DamagedBlobException;
import dev.cistern.node.store.Draft;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;

/** What lies in the file of a body that is being received; read on reader threads. */
final class ReceivedDraft implements Draft {
    private final Reads reads;
    private final ObjectName name;
    private final BlobDraft blob;

    ReceivedDraft(Reads reads, ObjectName name, BlobDraft blob) {
        this.reads = reads;
        this.name = name;
        this.blob = blob;
    }

    @Override
    public long lengthBytes() {
        return blob.length();
    }

    @Override
    public Future<Buffer> read(long position) {
        return reads.onReader(() -> {
            try {
                Buffer bytes = StoredBody.verified(blob.reader(), position, blob.length());
                reads.tally().bytesRead.add(bytes.length());
                return bytes;
            } catch (DamagedBlobException e) {
                throw reads.corrupt(name, e);
            } catch (IOException e) {
                throw new StoreException(Code.DISK_FAILED, "reading " + name + " failed: " + e, e);
            }
        });
    }

    @Override
    public void close() {
        reads.closing(blob);
    }
}
