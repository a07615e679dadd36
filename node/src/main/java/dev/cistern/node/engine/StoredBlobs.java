package dev.cistern.node.engine;

import dev.cistern.conf.SegmentSettings;
import dev.cistern.conf.StoreSettings;
import dev.cistern.node.engine.blob.BlobFiles;
import dev.cistern.node.engine.blob.Blobs;
import dev.cistern.node.engine.blob.Compactor;
import dev.cistern.node.engine.blob.Compactor.Need;
import dev.cistern.node.engine.blob.Segments;
import java.io.IOException;
import java.util.function.Supplier;

/** The blobs of a data folder, and what looks after them in the background. Opened and closed by one thread at a time. */
final class StoredBlobs {
    private static final long LEAST_SEGMENT_BYTES = 4L << 20;
    private static final long MOST_SEGMENT_BYTES = 64L << 20;
    /** A small disk has small segments, so that those being filled are little of it. */
    private static final long SEGMENTS_PER_DISK = 256;
    /** Of the cache that is set for records, beside it. */
    private static final long CACHE_SHARE = 4;

    private final Segments segments;
    private final Blobs blobs;
    private final Compactor compactor;

    /** What says how blobs are stored. */
    record Rules(Supplier<StoreSettings> settings, DiskSpace space, WriteGate gate) {
        private SegmentSettings segments() {
            return settings.get().segments();
        }

        private Compactor.Terms terms() {
            Need need = !gate.isOpen() ? Need.NONE : space.isTight() ? Need.TIGHT : Need.USUAL;
            return new Compactor.Terms(segments().compactBelowPercent(), segments().compactBytesPerSecond(), need);
        }
    }

    private StoredBlobs(Segments segments, Blobs blobs, Compactor compactor) {
        this.segments = segments;
        this.blobs = blobs;
        this.compactor = compactor;
    }

    /** @param firstId blobs written from now on have this id or a greater one */
    static StoredBlobs open(DataFolder folder, long firstId, Rules rules) throws IOException {
        long share = rules.space.totalBytes() / SEGMENTS_PER_DISK / LEAST_SEGMENT_BYTES * LEAST_SEGMENT_BYTES;
        long segmentBytes = Math.max(LEAST_SEGMENT_BYTES, Math.min(MOST_SEGMENT_BYTES, share));
        Segments segments = Segments.open(
                folder.segments(), segmentBytes, rules.settings.get().cacheBytes() / CACHE_SHARE);
        Blobs blobs = new Blobs(
                new BlobFiles(folder.blobs(), firstId),
                segments,
                () -> rules.segments().blobMaxBytes(),
                firstId);
        return new StoredBlobs(segments, blobs, new Compactor(segments, rules::terms));
    }

    Blobs blobs() {
        return blobs;
    }

    void start() {
        compactor.start();
    }

    /** When nobody reads or writes any more. */
    void close() throws IOException, InterruptedException {
        compactor.stop();
        segments.close();
    }
}
