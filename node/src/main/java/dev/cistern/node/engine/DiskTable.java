package dev.cistern.node.engine;

import dev.cistern.conf.DiskFolders;
import dev.cistern.conf.DiskFolders.DiskFolder;
import dev.cistern.node.engine.StoreDisk.Identity;
import dev.cistern.node.engine.blob.BlobDisk;
import dev.cistern.node.engine.blob.BlobDisks;
import dev.cistern.node.engine.blob.BlobFiles;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which further disks a store has, after what its data folder notes and what the settings want. Changed by one thread at a time, which
 * blocks on the disks; read by any.
 */
final class DiskTable {
    private static final Logger LOG = LoggerFactory.getLogger(DiskTable.class);

    private final Path dataFolder;
    private final DiskRegistry registry;
    private final DiskAdmission admission;
    private final Kind kind;
    private final BlobDisks blobs;
    private volatile List<StoreDisk> disks = List.of();
    private volatile Map<Path, String> refused = Map.of();

    /**
     * What is alike of all disks.
     *
     * @param firstId as of {@link BlobFiles}
     */
    record Kind(long firstId, LongSupplier nanoTime) {}

    /**
     * The disks that are noted, as far as they are there. One that is not is out, and what may lie on it is not forgotten.
     *
     * @throws StoreException where it cannot be told which disks there are
     */
    static DiskTable open(DataFolder folder, Kind kind) {
        DiskTable table = new DiskTable(folder, kind);
        try {
            for (DiskRegistry.Entry entry : table.registry.read()) {
                StoreDisk disk = table.enter(entry.path(), entry.id());
                disk.drain(entry.draining());
                disk.confirm();
                disk.doubt(entry.doubtful() || !disk.isIn());
            }
        } catch (IOException e) {
            throw new StoreException(
                    Code.CORRUPT, "which disks the store has cannot be read from " + folder.disks() + ": " + e, e);
        }
        return table;
    }

    private DiskTable(DataFolder folder, Kind kind) {
        this.dataFolder = folder.root();
        this.registry = new DiskRegistry(folder.disks());
        this.admission = new DiskAdmission(folder.root());
        this.kind = kind;
        this.blobs = new BlobDisks(new BlobFiles(folder.blobs(), kind.firstId), folder::requireThere);
    }

    BlobDisks blobs() {
        return blobs;
    }

    List<StoreDisk> disks() {
        return disks;
    }

    /** Folders that are set and cannot be used, and why. */
    Map<Path, String> refused() {
        return refused;
    }

    private StoreDisk enter(Path path, String id) {
        BlobFiles files = new BlobFiles(DiskAdmission.blobs(path), kind.firstId);
        BlobDisk onDisk = new BlobDisk(path.toString(), freeNumber(), files, () -> DiskAdmission.requireSame(path, id));
        StoreDisk disk = new StoreDisk(path, new Identity(id, onDisk), kind.nanoTime);
        disks = Stream.concat(disks.stream(), Stream.of(disk)).toList();
        blobs.add(onDisk);
        return disk;
    }

    private int freeNumber() {
        List<Integer> taken = disks.stream().map(disk -> disk.blobs().number()).toList();
        for (int number = 1; number <= BlobDisk.GREATEST; number++) {
            if (!taken.contains(number)) {
                return number;
            }
        }
        throw new StoreException(Code.INVALID_ARGUMENT, "a store has at most " + BlobDisk.GREATEST + " further disks");
    }

    private void leave(StoreDisk disk) {
        disks = disks.stream().filter(other -> other != disk).toList();
        blobs.remove(disk.blobs());
    }

    void save() throws IOException {
        if (!registry.isThere() && disks.isEmpty()) {
            return;
        }
        registry.write(disks.stream().map(StoreDisk::entry).toList());
    }

    Optional<StoreDisk> at(Path path) {
        return disks.stream().filter(disk -> disk.path().equals(path)).findFirst();
    }

    /** Has the disks that are set, and no others but those that may hold something still. */
    void apply(DiskFolders wanted) throws IOException {
        Map<Path, String> unusable = new TreeMap<>();
        for (DiskFolder folder : wanted.folders()) {
            try {
                StoreDisk disk = known(folder.path());
                if (disk == null) {
                    disk = take(folder.path());
                }
                disk.list(folder.weight());
            } catch (IOException e) {
                unusable.put(folder.path(), String.valueOf(e.getMessage()));
            }
        }
        for (StoreDisk disk : disks) {
            boolean isWanted =
                    wanted.folders().stream().anyMatch(folder -> folder.path().equals(disk.path()));
            if (!isWanted) {
                unlist(disk);
            }
        }
        unusable.forEach((path, why) -> {
            if (!why.equals(refused.get(path))) {
                LOG.error("the disk {} is not used: {}", path, why);
            }
        });
        refused = Map.copyOf(unusable);
    }

    /** The disk that was at a path, or has been brought there; null where none was. */
    private @Nullable StoreDisk known(Path path) throws IOException {
        Optional<StoreDisk> there = at(path);
        if (there.isPresent()) {
            return there.get();
        }
        Optional<String> marked = DiskMarker.read(path).map(DiskMarker::disk);
        Optional<StoreDisk> before = disks.stream()
                .filter(disk -> Optional.of(disk.id()).equals(marked))
                .findFirst();
        if (before.isEmpty()) {
            return null;
        }
        StoreDisk old = before.get();
        old.confirm();
        if (old.isIn()) {
            throw new IOException("it is marked as the disk " + old.id() + ", which is at " + old.path()
                    + " too: one of them is a copy");
        }
        leave(old);
        StoreDisk moved = enter(path, old.id());
        moved.drain(old.isDraining());
        moved.doubt(old.isDoubtful());
        moved.confirm();
        save();
        LOG.info("the disk {} is at {} now, and was at {}", old.id(), path, old.path());
        return moved;
    }

    private StoreDisk take(Path path) throws IOException {
        String store = registry.isThere() ? registry.store() : "";
        Optional<DiskMarker> unused = admission.requireUsable(path, store);
        String id = admission.admit(path, registry.store());
        StoreDisk disk = enter(path, id);
        save();
        LOG.info("the disk {} is used from now on, as {}", path, id);
        if (Files.getFileStore(path).equals(Files.getFileStore(dataFolder))) {
            LOG.warn("{} lies on the same disk as the data folder", path);
        }
        return disk;
    }

    /** A disk that is not set any more goes if it is empty; else it is read, and nothing is written to it. */
    private void unlist(StoreDisk disk) throws IOException {
        if (disk.blobs().retire()) {
            leave(disk);
            save();
            LOG.info("the disk {} is not used any more; nothing lies on it", disk.path());
        } else if (disk.unlist()) {
            LOG.error(
                    "the disk {} is not in store.disks any more, and {}: it is read, and nothing is written to it",
                    disk.path(),
                    disk.isIn() ? "holds bodies" : "cannot be read now");
        }
    }

    private static boolean isEmpty(StoreDisk disk) throws IOException {
        return disk.blobs().idsAfter(0, 1).isEmpty();
    }

    /** What speaks against a change of the settings; each in words. Changes nothing. */
    List<String> problems(DiskFolders before, DiskFolders wanted) {
        List<Path> paths = paths(wanted);
        List<String> problems = new ArrayList<>();
        for (StoreDisk disk : disks) {
            if (disk.isListed() && !paths.contains(disk.path())) {
                whyNotWithout(disk).ifPresent(why -> problems.add(disk.path() + " cannot be left out: " + why));
            }
        }
        for (Path path : paths) {
            if (at(path).isEmpty() && !paths(before).contains(path)) {
                try {
                    Optional<DiskMarker> unused =
                            admission.requireUsable(path, registry.isThere() ? registry.store() : "");
                } catch (IOException e) {
                    problems.add(path + " cannot be used: " + e.getMessage());
                }
            }
        }
        return problems;
    }

    private static List<Path> paths(DiskFolders folders) {
        return folders.folders().stream().map(DiskFolder::path).collect(Collectors.toList());
    }

    private static Optional<String> whyNotWithout(StoreDisk disk) {
        try {
            if (!disk.blobs().isReadable()) {
                // It is still known, and nothing is forgotten.
                return Optional.empty();
            }
            return isEmpty(disk)
                    ? Optional.empty()
                    : Optional.of("bodies lie on it; move them to the others first with 'cistern store disks drain "
                            + disk.path() + "'");
        } catch (IOException e) {
            return Optional.of("it cannot be read: " + e);
        }
    }

    /** Gives up a disk that is out, with all that lies on it. */
    void forget(StoreDisk disk) throws IOException {
        leave(disk);
        save();
        LOG.warn("the disk {} ({}) is given up, with all that lies on it", disk.path(), disk.id());
    }
}
