package dev.cistern.node.engine.care;

import dev.cistern.node.engine.blob.AwayException;
import dev.cistern.node.engine.blob.BlobReader;
import dev.cistern.node.engine.blob.DamagedBlobException;
import dev.cistern.node.engine.blob.DiskFailure;
import dev.cistern.node.engine.blob.OtherDiskException;
import dev.cistern.node.engine.care.Finding.Kind;
import dev.cistern.node.engine.record.BlobWalk;
import dev.cistern.node.engine.record.BlobWalk.Named;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** Looks at blobs that records name. Confined to the thread of a work; blocks on the disk. */
final class BlobProbe {
    private static final int SCRATCH_BYTES = 1 << 20;

    private final Stored stored;
    private final Work work;
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);

    BlobProbe(Stored stored, Work work) {
        this.stored = stored;
        this.work = work;
    }

    /** How closely. */
    enum Look {
        /** Whether it is there, has its length, and its checksums match their own. */
        AT_TABLES,
        AT_EVERY_BLOCK
    }

    /** What is wrong with a blob; what is said of one that was deleted meanwhile is not true. */
    record Wrong(Kind kind, String what) {}

    /** What is wrong with a blob that ought to lie here; empty where nothing is, or nothing names it any more. */
    Optional<Wrong> look(Named blob, Look look) throws InterruptedException {
        Optional<Wrong> wrong = wrong(blob, look);
        if (wrong.isEmpty()) {
            return wrong;
        }
        Optional<Named> now = new BlobWalk(stored.records()).find(blob.id());
        return now.filter(still -> stored.neighbours().placesHere(still.places()))
                .flatMap(still -> wrong);
    }

    private Optional<Wrong> wrong(Named blob, Look look) throws InterruptedException {
        try {
            BlobReader open = stored.blobs().open(blob.id(), Stored.length(blob));
            try {
                read(open, look);
                return Optional.empty();
            } finally {
                open.close();
            }
        } catch (NoSuchFileException e) {
            return stored.neighbours().placesAreKnown()
                    ? Optional.of(new Wrong(Kind.MISSING_BLOB, "it has no file on this node"))
                    : Optional.empty();
        } catch (AwayException | OtherDiskException e) {
            return Optional.of(new Wrong(Kind.UNREADABLE_BLOB, String.valueOf(e.getMessage())));
        } catch (DamagedBlobException e) {
            return Optional.of(new Wrong(Kind.DAMAGED_BLOB, String.valueOf(e.getMessage())));
        } catch (IOException e) {
            StoreException failure = DiskFailure.of("reading a blob", e);
            if (failure.code() == Code.TOO_MANY_FILES) {
                throw failure;
            }
            return Optional.of(new Wrong(Kind.DAMAGED_BLOB, "it cannot be read: " + e));
        }
    }

    private void read(BlobReader open, Look look) throws IOException, DamagedBlobException, InterruptedException {
        if (look == Look.AT_TABLES) {
            boolean unused = open.sum().length() == open.length();
            return;
        }
        for (long at = 0; at < open.length() && work.goesOn(); ) {
            int read = open.verify(at, open.length(), scratch).length();
            at += read;
            work.did(read);
        }
    }
}
