package dev.cistern.node.engine.blob;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The disks that blobs with a file of their own lie on, the first of them that of the data folder. A blob lies on any of them, and no
 * record says on which: it is looked for where it was seen last, then on all. While one of them is out, what is found nowhere is said
 * to be {@link AwayException away}, and not missing. Used by any thread; every method blocks on the disks.
 */
public final class BlobDisks {
    private static final Logger LOG = LoggerFactory.getLogger(BlobDisks.class);

    private final BlobDisk first;
    private final List<BlobDisk> disks = new CopyOnWriteArrayList<>();
    private final DiskHints hints = new DiskHints();
    private final LongAdder syncsOfRemoved = new LongAdder();
    private final AtomicLong moves = new AtomicLong();
    private final Object copies = new Object(); // Held by who leaves one copy of several.

    /** @param folderIsThere whether the data folder is, and is that of this store */
    public BlobDisks(BlobFiles ofDataFolder, BlobDisk.Presence folderIsThere) {
        this.first = BlobDisk.first(ofDataFolder, folderIsThere);
        disks.add(first);
    }

    /** That of the data folder. */
    public BlobDisk first() {
        return first;
    }

    public List<BlobDisk> all() {
        return List.copyOf(disks);
    }

    public void add(BlobDisk disk) {
        disks.add(disk);
    }

    /** Forgets a disk, with all that lies on it. */
    public void remove(BlobDisk disk) {
        if (disks.remove(disk)) {
            syncsOfRemoved.add(disk.files().syncs());
        }
    }

    /** How often blobs in files, and folders for their names, were put on a disk. */
    long syncs() {
        return syncsOfRemoved.sum()
                + disks.stream().mapToLong(disk -> disk.files().syncs()).sum();
    }

    /** A blob is there from now on, or will be. */
    void noteAt(BlobDisk disk, long id) {
        if (disks.size() > 1) {
            hints.set(id, disk.number());
        }
    }

    /** How to open it on one disk. */
    private interface Opening {
        BlobReader on(BlobFiles files) throws IOException, DamagedBlobException;
    }

    BlobReader open(long id) throws IOException, DamagedBlobException {
        return open(id, files -> files.open(id));
    }

    BlobReader open(long id, long length) throws IOException, DamagedBlobException {
        return open(id, files -> files.open(id, length));
    }

    private BlobReader open(long id, Opening opening) throws IOException, DamagedBlobException {
        if (disks.size() == 1) {
            return opening.on(first.files());
        }
        while (true) {
            long movesBefore = moves.get();
            Optional<BlobDisk> found = find(id);
            if (found.isPresent()) {
                try {
                    return opening.on(found.get().files());
                } catch (NoSuchFileException e) {
                    hints.set(id, -1);
                    if (find(id).isEmpty() && moves.get() == movesBefore) {
                        throw missing(id);
                    }
                } catch (IOException e) {
                    throw found.get().isFirst()
                            ? e
                            : new OtherDiskException(found.get().name(), e);
                }
            } else if (moves.get() == movesBefore) {
                throw missing(id);
            }
        }
    }

    /** Where a blob lies, or lay a moment ago; empty where it is on no disk that can be read. */
    Optional<BlobDisk> find(long id) {
        int hint = hints.get(id);
        for (BlobDisk disk : disks) {
            if (disk.number() == hint && disk.isReadable()) {
                return Optional.of(disk);
            }
        }
        for (BlobDisk disk : disks) {
            if (disk.has(id)) {
                hints.set(id, disk.number());
                return Optional.of(disk);
            }
        }
        return Optional.empty();
    }

    /** What it comes to that a blob was found on no disk: nothing is missing that may be somewhere. */
    IOException missing(long id) {
        for (BlobDisk disk : disks) {
            Optional<String> absence = disk.isFirst() ? disk.absence() : Optional.empty();
            if (!disk.isFirst()) {
                disk.confirm();
            }
            if (!disk.isReadable() || absence.isPresent()) {
                return new AwayException(id, disk, absence.or(disk::trouble));
            }
            try {
                if (disk.files().storedBytes(id).isPresent()) {
                    // It was put back between the two looks.
                    String what = "could not be read a moment ago";
                    return disk.isFirst() ? new IOException(what) : new OtherDiskException(disk.name(), what);
                }
            } catch (IOException e) {
                return disk.isFirst() ? e : new OtherDiskException(disk.name(), e);
            }
        }
        return new NoSuchFileException("blob " + Long.toUnsignedString(id, 16));
    }

    /** Whether a blob can be read here, in a file. */
    boolean has(long id) {
        return disks.stream().anyMatch(disk -> disk.has(id));
    }

    List<Long> idsAfter(long after, int atMost) throws IOException {
        if (disks.size() == 1) {
            return first.files().idsAfter(after, atMost);
        }
        List<Long> ids = new ArrayList<>();
        for (BlobDisk disk : disks) {
            if (disk.isIn()) {
                ids.addAll(idsAfter(disk, after, atMost));
            }
        }
        return ids.stream()
                .distinct()
                .sorted(Long::compareUnsigned)
                .limit(atMost)
                .toList();
    }

    private static List<Long> idsAfter(BlobDisk disk, long after, int atMost) throws IOException {
        try {
            return disk.idsAfter(after, atMost);
        } catch (IOException e) {
            if (disk.isFirst()) {
                throw e;
            }
            disk.takeOut(e.toString());
            return List.of();
        }
    }

    OptionalLong storedBytes(long id) throws IOException {
        for (BlobDisk disk : disks) {
            OptionalLong bytes = disk.storedBytes(id);
            if (bytes.isPresent()) {
                return bytes;
            }
        }
        return OptionalLong.empty();
    }

    /** On all disks: on those that are out, when they are back. */
    void delete(long id) throws IOException {
        for (BlobDisk disk : disks) {
            disk.delete(id);
        }
    }

    /** A copy that was made on {@code disk} is the only one. */
    void adopt(BlobDisk disk, long id, String tag, boolean forced) throws IOException {
        if (disks.size() == 1) {
            disk.adopt(id, tag, forced);
            return;
        }
        synchronized (copies) {
            disk.adopt(id, tag, forced);
            noteAt(disk, id);
            moves.incrementAndGet();
            for (BlobDisk other : disks) {
                if (other != disk && other.has(id)) {
                    other.delete(id);
                }
            }
        }
    }

    /** Deletes a blob on a disk where another has a copy that is whole by its tables. */
    boolean dropDuplicate(long id, BlobDisk disk) throws IOException {
        synchronized (copies) {
            for (BlobDisk other : disks) {
                if (other != disk && other.isIn() && other.has(id) && disk.has(id) && isWhole(id, other)) {
                    noteAt(other, id);
                    moves.incrementAndGet();
                    disk.delete(id);
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isWhole(long id, BlobDisk disk) throws IOException {
        try {
            BlobReader reader = disk.files().open(id);
            try {
                return reader.sum().length() == reader.length();
            } finally {
                reader.close();
            }
        } catch (DamagedBlobException e) {
            return false;
        }
    }

    /** @throws OtherDiskException where one of the blobs lies on a disk that is out */
    void syncNames(Collection<Long> ids) throws IOException {
        if (disks.size() == 1) {
            first.files().syncNames(ids);
            return;
        }
        Map<BlobDisk, List<Long>> byDisk = new LinkedHashMap<>();
        for (long id : ids) {
            Optional<BlobDisk> found = find(id);
            if (found.isEmpty()) {
                throw new OtherDiskException(missing(id));
            }
            found.get().requireSince(found.get().failures());
            byDisk.computeIfAbsent(found.get(), disk -> new ArrayList<>()).add(id);
        }
        for (Map.Entry<BlobDisk, List<Long>> each : byDisk.entrySet()) {
            try {
                each.getKey().files().syncNames(each.getValue());
            } catch (IOException e) {
                throw each.getKey().failing(e);
            }
        }
    }

    int deleteOrphans(LongPredicate named, BooleanSupplier stopped) throws IOException {
        int deleted = 0;
        for (BlobDisk disk : disks) {
            deleted += deleteOrphans(disk, named, stopped);
        }
        return deleted;
    }

    /** As {@link BlobFiles#deleteOrphans}, on one disk; none where that is out. */
    private static int deleteOrphans(BlobDisk disk, LongPredicate named, BooleanSupplier stopped) throws IOException {
        try {
            return disk.deleteOrphans(named, stopped);
        } catch (IOException e) {
            if (disk.isFirst()) {
                throw e;
            }
            LOG.warn("the search for orphaned blobs on {} ended early", disk.name(), disk.failing(e));
            return 0;
        }
    }

    void deleteUnfinished(String run) throws IOException {
        for (BlobDisk disk : disks) {
            if (disk.isIn()) {
                try {
                    disk.files().deleteUnfinished(run);
                } catch (IOException e) {
                    if (disk.isFirst()) {
                        throw e;
                    }
                    LOG.warn("copies left on {} could not be deleted", disk.name(), disk.failing(e));
                }
            }
        }
    }
}
