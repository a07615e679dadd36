package dev.cistern.node.engine.blob;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * All blobs on this node's disks: those up to a size that is set lie in segments, others in files of their own. Which of the two is
 * known to nobody else. Used by any thread; every method blocks on the disk.
 */
public final class Blobs {
    private static final int PAGE = 1000;

    private final BlobDisks files;
    private final String run = UUID.randomUUID().toString();
    private final Segments segments;
    private final LongSupplier mostInSegment;
    private final long firstId;

    /**
     * @param mostInSegment larger blobs get a file; asked at each blob
     * @param firstId blobs written from now on have this id or a greater one
     */
    public Blobs(BlobDisks files, Segments segments, LongSupplier mostInSegment, long firstId) {
        this.files = files;
        this.segments = segments;
        this.mostInSegment = mostInSegment;
        this.firstId = firstId;
    }

    /** What the tags of copies begin with that are made while the node runs. */
    public String run() {
        return run;
    }

    /** Has what lies in segments opened anew, as at a start, once the disk that they lie on is back. */
    public void recoverSegments() throws IOException {
        segments.recover();
    }

    /** How often blobs, and folders for their names, were put on a disk since the store was opened. */
    public long syncs() {
        return files.syncs() + segments.syncs();
    }

    /** The disks with files; segments are on the first of them. */
    public BlobDisks disks() {
        return files;
    }

    /** Whether a blob of that length goes into a segment, where it goes to that disk. */
    public boolean isForSegment(BlobDisk disk, long length) {
        return disk.isFirst() && length <= Math.min(SegmentFormat.MOST_BYTES, mostInSegment.getAsLong());
    }

    /**
     * Begins a blob. None of this id may be there.
     *
     * @param disk where it goes
     * @param length where it is known
     */
    public BlobWriter create(BlobDisk disk, long id, OptionalLong length) throws IOException {
        if (length.isPresent() && isForSegment(disk, length.getAsLong())) {
            return segments.create(id, (int) length.getAsLong());
        }
        BlobWriter writer = disk.create(id);
        files.noteAt(disk, id);
        return writer;
    }

    /**
     * Begins a copy of a blob of a known length, which takes the place of a copy that may be there already when it is finished.
     *
     * @param length {@link #isForSegment fit for a segment}
     */
    public BlobWriter createCopyInSegment(long id, int length) throws IOException {
        return segments.create(id, length);
    }

    /** See {@link BlobFiles#createCopy}. */
    public BlobWriter createCopyInFile(BlobDisk disk, long id, String tag) throws IOException {
        return disk.createCopy(id, tag);
    }

    /** Gives a finished copy in a file its name. */
    public void adopt(BlobDisk disk, long id, String tag, boolean forced) throws IOException {
        files.adopt(disk, id, tag, forced);
        segments.delete(List.of(id));
    }

    /** A finished copy in a segment is the only one: one in a file goes. */
    public void adoptFromSegment(long id) throws IOException {
        files.delete(id);
    }

    /** Deletes a copy in a file that does not become whole. */
    public void abandonCopy(BlobDisk disk, long id, String tag) throws IOException {
        try {
            disk.files().abandonCopy(id, tag);
        } catch (IOException e) {
            throw disk.failing(e);
        }
    }

    /** Deletes copies that earlier runs did not finish. */
    public void deleteUnfinished() throws IOException {
        files.deleteUnfinished(run);
    }

    /**
     * Opens a blob and verifies what says which one it is.
     *
     * @throws NoSuchFileException where there is none, for instance because it was deleted just now
     * @throws AwayException where that cannot be told, since a disk is out that it may lie on
     */
    public BlobReader open(long id) throws IOException, DamagedBlobException {
        Optional<BlobReader> inSegment = segments.open(id);
        return inSegment.isPresent() ? inSegment.get() : files.open(id);
    }

    /** As {@link #open(long)}, a blob of a length that is known. */
    public BlobReader open(long id, long length) throws IOException, DamagedBlobException {
        Optional<BlobReader> inSegment = length > SegmentFormat.MOST_BYTES ? Optional.empty() : segments.open(id);
        if (inSegment.isEmpty()) {
            return files.open(id, length);
        }
        BlobReader reader = inSegment.get();
        if (reader.length() != length) {
            reader.close();
            throw reader.damaged("it has " + reader.length() + " bytes, not " + length);
        }
        return reader;
    }

    /** What it comes to that a blob could not be found: it is missing, or a disk is out that it may lie on. */
    public IOException whyMissing(long id) {
        return files.missing(id);
    }

    /** The ids of blobs, in unsigned order, the first after {@code after}. */
    public List<Long> idsAfter(long after, int atMost) throws IOException {
        return Stream.concat(files.idsAfter(after, atMost).stream(), segments.idsAfter(after, atMost).stream())
                .distinct()
                .sorted(Long::compareUnsigned)
                .limit(atMost)
                .toList();
    }

    /** Whether a blob can be read, as far as can be told without reading it. */
    public boolean has(long id) throws IOException {
        return segments.holds(id) || files.has(id);
    }

    /** Bytes that a blob takes on the disk; empty where there is none. */
    public OptionalLong storedBytes(long id) throws IOException {
        OptionalLong inSegment = segments.storedBytes(id);
        return inSegment.isPresent() ? inSegment : files.storedBytes(id);
    }

    /** Deletes blobs, those of them that are there; who has one open reads on. */
    public void delete(Collection<Long> ids) throws IOException {
        if (segments.delete(ids) < ids.size()) {
            for (long id : ids) {
                files.delete(id);
            }
        }
    }

    /** Makes the names of those among the blobs that have a file durable. */
    public void syncNames(Collection<Long> ids) throws IOException {
        List<Long> inFiles = new ArrayList<>();
        for (long id : ids) {
            if (!segments.holds(id)) {
                inFiles.add(id);
            }
        }
        files.syncNames(inFiles);
    }

    /** As {@link BlobFiles#deleteOrphans}, wherever blobs lie. */
    public int deleteOrphans(LongPredicate named, BooleanSupplier stopped) throws IOException {
        int deleted = files.deleteOrphans(named, stopped);
        long last = -1;
        for (List<Long> page = segments.idsAfter(0, PAGE); !page.isEmpty(); page = segments.idsAfter(last, PAGE)) {
            List<Long> orphans = new ArrayList<>();
            for (long id : page) {
                if (stopped.getAsBoolean()) {
                    return deleted;
                }
                if (id >= 0 && id < firstId && !named.test(id)) {
                    orphans.add(id);
                }
            }
            deleted += segments.delete(orphans);
            last = page.get(page.size() - 1);
        }
        return deleted;
    }
}
