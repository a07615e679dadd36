package dev.cistern.node.engine.blob;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * All blobs on this disk: those up to a size that is set lie in segments, others in files of their own. Which of the two is
 * known to nobody else. Used by any thread; every method blocks on the disk.
 */
public final class Blobs {
    private static final int PAGE = 1000;

    private final BlobFiles files;
    private final Segments segments;
    private final LongSupplier mostInSegment;
    private final long firstId;

    /**
     * @param mostInSegment larger blobs get a file; asked at each blob
     * @param firstId blobs written from now on have this id or a greater one
     */
    public Blobs(BlobFiles files, Segments segments, LongSupplier mostInSegment, long firstId) {
        this.files = files;
        this.segments = segments;
        this.mostInSegment = mostInSegment;
        this.firstId = firstId;
    }

    /** Whether a blob of that length goes into a segment. */
    public boolean isForSegment(long length) {
        return length <= Math.min(SegmentFormat.MOST_BYTES, mostInSegment.getAsLong());
    }

    /**
     * Begins a blob. None of this id may be there.
     *
     * @param length where it is known
     */
    public BlobWriter create(long id, OptionalLong length) throws IOException {
        return length.isPresent() && isForSegment(length.getAsLong())
                ? segments.create(id, (int) length.getAsLong())
                : files.create(id);
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
    public BlobWriter createCopyInFile(long id, String tag) throws IOException {
        return files.createCopy(id, tag);
    }

    /** Gives a finished copy in a file its name. */
    public void adopt(long id, String tag, boolean forced) throws IOException {
        files.adopt(id, tag, forced);
        segments.delete(List.of(id));
    }

    /** A finished copy in a segment is the only one: one in a file goes. */
    public void adoptFromSegment(long id) throws IOException {
        files.delete(id);
    }

    /** Deletes a copy in a file that does not become whole. */
    public void abandonCopy(long id, String tag) throws IOException {
        files.abandonCopy(id, tag);
    }

    /** See {@link BlobFiles#deleteUnfinished}. */
    public void deleteUnfinished(String run) throws IOException {
        files.deleteUnfinished(run);
    }

    /**
     * Opens a blob and verifies what says which one it is.
     *
     * @throws NoSuchFileException where there is none, for instance because it was deleted just now
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

    /** The ids of blobs, in unsigned order, the first after {@code after}. */
    public List<Long> idsAfter(long after, int atMost) throws IOException {
        return Stream.concat(files.idsAfter(after, atMost).stream(), segments.idsAfter(after, atMost).stream())
                .distinct()
                .sorted(Long::compareUnsigned)
                .limit(atMost)
                .toList();
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
