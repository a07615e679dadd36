package dev.cistern.node.engine;

import dev.cistern.conf.SegmentSettings;
import dev.cistern.conf.StoreSettings;
import dev.cistern.node.engine.blob.Blobs;
import dev.cistern.node.engine.blob.Compactor;
import dev.cistern.node.engine.blob.Compactor.Need;
import dev.cistern.node.engine.blob.SegmentFigures;
import dev.cistern.node.engine.blob.Segments;
import dev.cistern.node.engine.care.DiskCare;
import dev.cistern.node.engine.care.Stored;
import java.io.IOException;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The blobs of a data folder, and what looks after them in the background. Opened and closed by one thread at a time. */
final class StoredBlobs {
    private static final long LEAST_SEGMENT_BYTES = 4L << 20;
    private static final long MOST_SEGMENT_BYTES = 64L << 20;
    /** A small disk has small segments, so that those being filled are little of it. */
    private static final long SEGMENTS_PER_DISK = 256;
    /** Of the cache that is set for records, beside it. */
    private static final long CACHE_SHARE = 4;

    private final Segments segments;
    private @Nullable Compactor compactor;
    private @Nullable Blobs blobs;
    private @Nullable Disks disks;
    private @Nullable DiskWorks works;

    /** What says how blobs are stored. */
    record Rules(Supplier<StoreSettings> settings, DiskSpace space, WriteGate gate) {
        private SegmentSettings segments() {
            return settings.get().segments();
        }

        private Compactor.Terms terms() {
            Need need = !gate.isOpen() ? Need.NONE : space.isTight() ? Need.TIGHT : Need.USUAL;
            return new Compactor.Terms(
                    segments().compactBelowPercent(), segments().compactBytesPerSecond(), need);
        }
    }

    private StoredBlobs(Segments segments) {
        this.segments = segments;
    }

    /** @param diskBytes size of the disk */
    static StoredBlobs open(DataFolder folder, StoreSettings settings, long diskBytes) throws IOException {
        long share = diskBytes / SEGMENTS_PER_DISK / LEAST_SEGMENT_BYTES * LEAST_SEGMENT_BYTES;
        long segmentBytes = Math.max(LEAST_SEGMENT_BYTES, Math.min(MOST_SEGMENT_BYTES, share));
        return new StoredBlobs(
                Segments.open(folder.segments(), segmentBytes, settings.caches().recordCacheBytes() / CACHE_SHARE));
    }

    /** @param firstId blobs written from now on have this id or a greater one */
    Blobs blobs(DataFolder folder, long firstId, Rules rules, Outside outside) throws IOException {
        compactor = new Compactor(segments, rules::terms);
        Disks opened = Disks.open(folder, firstId, new Disks.Parts(rules.space, outside, rules.settings));
        disks = opened;
        Blobs made = new Blobs(opened.blobs(), segments, () -> rules.segments().blobMaxBytes(), firstId);
        blobs = made;
        return made;
    }

    SegmentFigures figures() {
        return segments.figures();
    }

    /** See {@link Blobs#syncs}. */
    long syncs() {
        Blobs made = blobs;
        return made == null ? 0 : made.syncs();
    }

    /** The disks that they lie on, once it is known how. */
    Disks disks() {
        return Objects.requireNonNull(disks, "blobs() was not asked yet");
    }

    /**
     * What looks after the disks, from {@link #start} on.
     *
     * @param isAlone whether blobs of earlier runs that no record names are garbage
     */
    DiskCare care(Stored stored, Supplier<StoreSettings> settings, BooleanSupplier isAlone) {
        DiskWorks made = new DiskWorks(new DiskWorks.Parts(disks(), stored, settings, isAlone));
        works = made;
        return new DiskOrders(disks(), made);
    }

    /** Begins what is done in the background. */
    void start() {
        if (compactor != null) {
            compactor.start();
        }
        if (works != null) {
            disks().start(works);
        }
    }

    /** When nobody writes any more: what was written is on the disk, and who waited for that was told. */
    void endWrites() throws InterruptedException {
        if (compactor != null) {
            compactor.stop();
        }
        if (works != null) {
            works.stop();
        }
        if (disks != null) {
            disks.stop();
        }
        segments.endWrites();
    }

    /** When nobody reads any more either. */
    void close() throws IOException, InterruptedException {
        endWrites();
        segments.close();
    }
}
