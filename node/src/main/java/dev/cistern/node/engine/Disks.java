package dev.cistern.node.engine;

import dev.cistern.conf.DiskFolders;
import dev.cistern.conf.StoreSettings;
import dev.cistern.node.engine.blob.BlobDisk;
import dev.cistern.node.engine.blob.BlobDisks;
import dev.cistern.node.engine.care.DiskFigures;
import dev.cistern.node.engine.care.SpaceFigures;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The disks of a store: where what is new goes, which of them work, and what is done about those that do not. A thread of its own
 * looks at the further ones four times a second. Used by any thread; what says so blocks.
 */
final class Disks {
    private static final Logger LOG = LoggerFactory.getLogger(Disks.class);
    private static final long LOOK_MILLIS = 250;
    private static final long STOP_SECONDS = 30;

    private final DiskTable table;
    private final DiskSpace firstSpace;
    private final Path dataFolder;
    private final Outside outside;
    private final Supplier<StoreSettings> settings;
    private final Placement placement =
            new Placement(() -> ThreadLocalRandom.current().nextDouble());
    private final ScheduledThreadPoolExecutor thread;
    private int stateTold; // Of the thread.
    private volatile Listener listener = Listener.NONE;

    /** Who does what takes its time. Told on the thread of the disks. */
    interface Listener {
        Listener NONE = new Listener() {
            @Override
            public void isBack(StoreDisk disk) {}

            @Override
            public void changed() {}
        };

        /** A disk that was out, or may have been, is in. */
        void isBack(StoreDisk disk);

        /** Other disks are in or out, or are to be drained. */
        void changed();
    }

    /** What it needs of the engine. */
    record Parts(DiskSpace firstSpace, Outside outside, Supplier<StoreSettings> settings) {}

    /** Opens the disks that are noted, and those that are set. Blocks. */
    static Disks open(DataFolder folder, long firstId, Parts parts) throws IOException {
        DiskTable table = DiskTable.open(folder, new DiskTable.Kind(firstId, parts.outside.nanoTime()));
        Disks disks = new Disks(table, folder.root(), parts);
        if (table.disks().stream().anyMatch(disk -> !disk.isIn())) {
            // So that those are compared with the others when they are back, also if that is after another start.
            table.save();
        }
        table.apply(parts.settings.get().disks());
        table.disks().stream().filter(StoreDisk::isIn).forEach(disks::look);
        return disks;
    }

    private Disks(DiskTable table, Path dataFolder, Parts parts) {
        this.table = table;
        this.dataFolder = dataFolder;
        this.firstSpace = parts.firstSpace;
        this.outside = parts.outside;
        this.settings = parts.settings;
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread watcher = new Thread(task, "cistern-disks");
            watcher.setDaemon(true);
            return watcher;
        });
    }

    /** Looks after them from now on. */
    void start(Listener told) {
        listener = told;
        thread.execute(() -> {
            table.disks().stream()
                    .filter(StoreDisk::isIn)
                    .filter(StoreDisk::isDoubtful)
                    .forEach(told::isBack);
            told.changed();
        });
        var unused = thread.scheduleWithFixedDelay(this::tick, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    void stop() throws InterruptedException {
        thread.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
        thread.shutdown();
        if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn("looking after the disks did not end within {} s", STOP_SECONDS);
        }
    }

    BlobDisks blobs() {
        return table.blobs();
    }

    List<StoreDisk> all() {
        return table.disks();
    }

    /**
     * A place for a body on one of the disks, by chance, in proportion to weight and free space.
     *
     * @throws StoreException {@link Code#NO_SPACE} where none has room
     */
    Placed place(long bytes) {
        if (table.disks().isEmpty()) {
            return placeFirst(bytes);
        }
        return choose(bytes)
                .orElseThrow(() ->
                        new StoreException(Code.NO_SPACE, "no disk has room for " + bytes + " bytes: " + inWords()));
    }

    private Optional<Placed> choose(long bytes) {
        List<Candidate> candidates = new ArrayList<>();
        if (firstSpace.roomFor(bytes)) {
            candidates.add(new Candidate(new Target(table.blobs().first(), firstSpace), firstSpace.spareBytes()));
        }
        for (StoreDisk disk : table.disks()) {
            DiskSpace space = disk.space();
            double share = disk.share(bytes);
            if (space != null && share > 0) {
                candidates.add(new Candidate(new Target(disk.blobs(), space), share));
            }
        }
        while (!candidates.isEmpty()) {
            Optional<Candidate> chosen = placement.choose(candidates, Candidate::share);
            if (chosen.isEmpty()) {
                return Optional.empty();
            }
            try {
                Target target = chosen.get().target;
                return Optional.of(new Placed(target.disk, target.space.promise(bytes)));
            } catch (StoreException e) {
                // Others were promised its last room meanwhile.
                boolean unused = candidates.remove(chosen.get());
            }
        }
        return Optional.empty();
    }

    private record Target(BlobDisk disk, DiskSpace space) {}

    private record Candidate(Target target, double share) {}

    private String inWords() {
        List<String> words = new ArrayList<>();
        for (DiskFigures disk : figures()) {
            words.add(disk.path() + " "
                    + disk.trouble()
                            .map(why -> "failed")
                            .orElse("is " + disk.state().word() + " and has "
                                    + disk.space().free() + " bytes free, of which "
                                    + disk.space().min() + " stay so"));
        }
        return String.join("; ", words);
    }

    /** A place on the disk of the data folder, for what is to lie in a record. */
    Placed placeFirst(long bytes) {
        return new Placed(table.blobs().first(), firstSpace.promise(bytes));
    }

    boolean firstHasRoom(long bytes) {
        return firstSpace.roomFor(bytes);
    }

    /** The first is that of the data folder. Nothing blocks. */
    List<DiskFigures> figures() {
        List<DiskFigures> figures = new ArrayList<>();
        figures.add(new DiskFigures(
                dataFolder.toString(), "", DiskFigures.State.OK, 1, firstSpace.figures(), Optional.empty(), true));
        table.disks().forEach(disk -> figures.add(disk.figures()));
        table.refused()
                .forEach((path, why) -> figures.add(new DiskFigures(
                        path.toString(),
                        "",
                        DiskFigures.State.REFUSED,
                        0,
                        new SpaceFigures(0, 0, 0, 0, 0, 0),
                        Optional.of(why),
                        false)));
        return figures;
    }

    /** What speaks against other disks, in words. */
    Future<List<String>> problems(DiskFolders before, DiskFolders wanted) {
        return onThread(() -> table.problems(before, wanted));
    }

    /** Completes when the disks that are set now are in force. */
    Future<Void> apply() {
        return onThread(() -> {
                    table.disks().forEach(disk -> {
                        DiskSpace space = disk.space();
                        if (space != null) {
                            space.apply(settings.get().space());
                        }
                    });
                    tick();
                    return true;
                })
                .mapEmpty();
    }

    /** Begins to drain a disk, or ends that. */
    Future<Void> drain(String path, boolean is) {
        return onThread(() -> {
                    StoreDisk disk = require(path);
                    if (disk.isDraining() != is) {
                        disk.drain(is);
                        table.save();
                        LOG.info("the disk {} {}", disk.path(), is ? "is to be drained" : "is drained no more");
                        listener.changed();
                    }
                    return true;
                })
                .mapEmpty();
    }

    /** Gives up a disk that is out. */
    Future<Void> forget(String path) {
        return onThread(() -> {
                    StoreDisk disk = require(path);
                    if (disk.isIn()) {
                        throw new StoreException(
                                Code.INVALID_ARGUMENT,
                                path + " works: move what lies on it with 'cistern store disks drain " + path
                                        + "', and take it out of store.disks then");
                    }
                    table.forget(disk);
                    listener.changed();
                    return true;
                })
                .mapEmpty();
    }

    private StoreDisk require(String path) {
        Path folder = Path.of(path).normalize();
        if (folder.equals(dataFolder.normalize())
                || folder.equals(dataFolder.toAbsolutePath().normalize())) {
            throw new StoreException(
                    Code.INVALID_ARGUMENT,
                    path + " is the data folder: the records lie there, and it cannot be left out");
        }
        return table.at(folder)
                .orElseThrow(() -> new StoreException(
                        Code.INVALID_ARGUMENT,
                        "the store has no disk " + path + "; it has "
                                + table.disks().stream().map(StoreDisk::path).toList()));
    }

    private <T> Future<T> onThread(Callable<T> work) {
        Promise<T> promise = Promise.promise();
        try {
            thread.execute(() -> {
                try {
                    promise.complete(work.call());
                } catch (StoreException e) {
                    promise.fail(e);
                } catch (Exception e) {
                    promise.fail(new StoreException(Code.DISK_FAILED, "the disks cannot be changed: " + e, e));
                }
            });
        } catch (RejectedExecutionException e) {
            promise.fail(new StoreException(Code.CLOSED, "the store is stopping"));
        }
        return promise.future();
    }

    private void tick() {
        try {
            table.apply(settings.get().disks());
            for (StoreDisk disk : table.disks()) {
                if (disk.isIn()) {
                    disk.confirm();
                    look(disk);
                } else {
                    recover(disk);
                }
                noteDoubt(disk);
            }
            int state = stateNow();
            if (state != stateTold) {
                stateTold = state;
                listener.changed();
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("the disks could not be looked after; it is tried again", e);
        }
    }

    private void look(StoreDisk disk) {
        disk.look(outside, settings.get().space());
    }

    private int stateNow() {
        return table.disks().stream()
                .map(disk -> List.of(disk.id(), disk.isIn(), disk.isDraining(), disk.takesNew()))
                .toList()
                .hashCode();
    }

    /** That it was out is noted: also if the node ends meanwhile, it is compared with the others when it is back. */
    private void noteDoubt(StoreDisk disk) throws IOException {
        if (!disk.isIn() && !disk.isDoubtful()) {
            disk.doubt(true);
            table.save();
        }
    }

    private void recover(StoreDisk disk) {
        disk.isOut();
        disk.blobs().confirm();
        if (!disk.recovery().isDue()) {
            return;
        }
        try {
            disk.recovery().probe();
            disk.blobs().isBack();
        } catch (StoreException e) {
            LOG.debug("{} does not work yet: {}", disk.path(), e.getMessage());
            return;
        } catch (IOException e) {
            disk.blobs().takeOut(e.toString());
            return;
        }
        look(disk);
        disk.recovery().isBack();
        LOG.warn("the disk {} works again, and is used", disk.path());
        listener.isBack(disk);
    }

    /** A disk is like the others again. Blocks. */
    void isCompared(StoreDisk disk) {
        boolean unused = now(() -> {
            disk.doubt(!disk.isIn());
            table.save();
            return true;
        });
    }

    /** Runs on the thread of the disks, and waits for it. */
    private <T> T now(Callable<T> work) {
        try {
            return thread.submit(work).get();
        } catch (ExecutionException | RejectedExecutionException e) {
            throw new StoreException(Code.DISK_FAILED, "the disks cannot be changed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(Code.CLOSED, "interrupted", e);
        }
    }
}
