package dev.cistern.node.engine;

import dev.cistern.conf.Durability;
import dev.cistern.node.engine.blob.Blobs;
import dev.cistern.node.engine.blob.DiskFailure;
import dev.cistern.node.engine.blob.OtherDiskException;
import dev.cistern.node.engine.record.Counter;
import dev.cistern.node.engine.record.Records;
import dev.cistern.node.engine.record.RecordsRecovery;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Promise;
import java.io.IOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes changes durable, one batch after the other, on a thread of its own: whoever waits while a batch is being synced
 * goes into the next, so that one sync serves many. Since nobody else changes records, conditions are evaluated against
 * what is stored, and of several racing writers one wins.
 */
final class Committer implements Commits {
    private static final Logger LOG = LoggerFactory.getLogger(Committer.class);
    private static final int QUEUE = 8192;
    private static final int ROUND = 1024;

    private final Stored stored;
    private final WriteGate gate;
    private final DiskSpace space;
    private final Tally tally;
    private final InstantSource clock;
    private final BlockingQueue<Commit<?>> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Thread thread = new Thread(this::run, "cistern-committer");
    private long nextVersion;
    private @Nullable Commit<?> putOff;
    private boolean reopenFirst;
    private final DiskRecovery disk;
    private long acknowledged; // Changes of the records.
    private final List<Long> doubtful = new ArrayList<>(); // Of the round that met the full disk.
    private boolean closed; // Guarded by this.

    /**
     * What a round changes.
     *
     * @param durability of what is in no bucket that says; asked at each round
     * @param discardBlobs deletes blobs that no record names, on another thread
     * @param probe whether a disk that failed works again
     */
    record Stored(
            Records records,
            Blobs blobs,
            Commit.Effects effects,
            Supplier<Durability> durability,
            Consumer<List<Long>> discardBlobs,
            DiskRecovery.Probe probe) {}

    Committer(Stored stored, WriteGate gate, DiskSpace space, Tally tally, InstantSource clock) {
        this.stored = stored;
        this.gate = gate;
        this.space = space;
        this.tally = tally;
        this.clock = clock;
        this.nextVersion = stored.records.counter(Counter.VERSION);
        this.disk = new DiskRecovery(stored.probe, System::nanoTime);
        this.acknowledged = stored.records.lastChange();
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Refuses also where the gate is shut. */
    @Override
    public void submit(Commit<?> commit) {
        StoreException refusal = offer(commit);
        if (refusal != null) {
            commit.refuse(refusal);
        }
    }

    @Override
    public int waiting() {
        return queue.size();
    }

    @Override
    public void close() throws InterruptedException {
        synchronized (this) {
            closed = true;
        }
        queue.put(new LastCommit(Promise.promise()));
        thread.join();
    }

    private synchronized @Nullable StoreException offer(Commit<?> commit) {
        if (closed) {
            return new StoreException(Code.CLOSED, "the store is stopping");
        }
        return queue.offer(commit) ? null : new StoreException(Code.BUSY, QUEUE + " changes already wait to be stored");
    }

    private void run() {
        try {
            boolean last = false;
            while (!last) {
                List<Commit<?>> commits = collect();
                commit(commits);
                last = commits.get(commits.size() - 1) instanceof LastCommit;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Commit<?>> collect() throws InterruptedException {
        List<Commit<?>> commits = new ArrayList<>();
        Commit<?> next = putOff == null ? take() : putOff;
        putOff = null;
        while (next != null) {
            if (next.isAlone() && !commits.isEmpty()) {
                putOff = next;
                return commits;
            }
            commits.add(next);
            boolean full = next.isAlone() || commits.size() == ROUND;
            next = full ? null : queue.poll();
        }
        return commits;
    }

    /** Tries to recover meanwhile: whoever reads needs that too. */
    private Commit<?> take() throws InterruptedException {
        Commit<?> next = queue.poll(1, TimeUnit.SECONDS);
        while (next == null) {
            try {
                recover();
            } catch (StoreException e) {
                gate.note(e);
            }
            next = queue.poll(1, TimeUnit.SECONDS);
        }
        return next;
    }

    private void commit(List<Commit<?>> commits) {
        try {
            recover();
        } catch (StoreException e) {
            gate.note(e);
            commits.forEach(commit -> commit.refuse(e));
            return;
        }
        CommitRound round = new CommitRound(
                stored.records, stored.effects.buckets(), clock.instant().truncatedTo(ChronoUnit.MILLIS), nextVersion);
        List<Commit<?>> accepted = List.of();
        try {
            accepted =
                    commits.stream().filter(commit -> evaluate(commit, round)).toList();
            write(round);
            nextVersion = round.nextVersion();
            tally.count(commits.size(), accepted);
            // Asked for before anybody is answered, so that whoever looks at the folder then looks after it.
            stored.discardBlobs.accept(round.superseded());
            accepted.forEach(commit -> commit.takeEffect(stored.effects));
            accepted.forEach(Commit::succeed);
        } catch (StoreException e) {
            if (e.getCause() instanceof OtherDiskException) {
                withoutDisk(accepted, e);
            } else {
                fail(commits, round, e);
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            fail(commits, round, new StoreException(Code.INTERNAL, "a commit failed: " + e, e));
        }
    }

    private boolean evaluate(Commit<?> commit, CommitRound round) {
        try {
            if (!(commit instanceof LastCommit)) {
                gate.checkDisk();
            }
            commit.join(round);
            return true;
        } catch (StoreException e) {
            commit.refuse(e);
        } catch (RuntimeException e) {
            commit.refuse(new StoreException(Code.INTERNAL, "a change could not be evaluated: " + e, e));
        }
        return false;
    }

    private void write(CommitRound round) {
        if (round.batch().isEmpty()) {
            return;
        }
        boolean otherwise = stored.durability.get() == Durability.SYNC;
        List<Long> names = round.addedForGood(otherwise);
        if (!names.isEmpty()) {
            try {
                stored.blobs.syncNames(names);
            } catch (IOException e) {
                throw DiskFailure.of("syncing the folders of blobs", e);
            }
        }
        // Once in the log, and once more when the memtable is flushed.
        space.used(2 * round.batch().sizeBytes());
        stored.records.write(round.batch(), round.isSynced(otherwise) ? Durability.SYNC : Durability.OS);
        acknowledged = Math.max(acknowledged, stored.records.lastChange());
    }

    /** Nothing was written, since some of the bodies are on a disk that failed just now: those alone are refused. */
    private void withoutDisk(List<Commit<?>> accepted, StoreException reason) {
        if (accepted.size() == 1) {
            accepted.get(0).refuse(reason);
        } else {
            accepted.forEach(commit -> commit(List.of(commit)));
        }
    }

    /** What was to be written may be there or not, so its blobs stay until that is known. */
    private void fail(List<Commit<?>> commits, CommitRound round, StoreException reason) {
        if (reason.code() == Code.NO_SPACE || reason.code() == Code.TOO_MANY_FILES) {
            reopenFirst = true;
        }
        doubtful.addAll(round.added());
        gate.note(reason);
        commits.forEach(commit -> commit.leaveOpen(reason));
    }

    /** RocksDB refuses all writes after one met a full disk, or could open no file; opened again, with room, it takes them. */
    private void recover() {
        if (gate.mayComeBack()) {
            recoverDisk();
            return;
        }
        if (!reopenFirst) {
            return;
        }
        if (!space.hasRoomForRecords()) {
            throw new StoreException(Code.NO_SPACE, "the disk is full: no record can be written");
        }
        OpenFiles.requireRoom();
        requireWrites();
        stored.records.reopen();
        goOn();
    }

    /** A quota may leave no room where the disk has some; who cannot write the records could not open them either, even to read. */
    private void requireWrites() {
        try {
            stored.probe.check();
        } catch (IOException e) {
            throw DiskFailure.of("trying the disk", e);
        }
    }

    /** Nothing that was written since the last acknowledgement is believed: the records are recovered as after a crash. */
    private void recoverDisk() {
        if (!disk.isDue()) {
            return;
        }
        try {
            disk.probe();
        } catch (StoreException e) {
            return;
        }
        try {
            RecordsRecovery.recover(stored.records, acknowledged);
            stored.blobs.recoverSegments();
        } catch (IOException e) {
            LOG.warn("the disk takes writes, but the segments cannot be opened yet", e);
            return;
        } catch (StoreException e) {
            if (e.code() == Code.CORRUPT) {
                LOG.error("the disk is back, and cannot be used: writes are refused until the node is restarted", e);
                gate.giveUp();
            } else {
                LOG.warn("the disk takes writes, but the records cannot be opened yet", e);
            }
            return;
        }
        goOn();
        gate.reopen();
        disk.isBack();
        LOG.warn("the disk works again; the records were recovered, and writes are taken");
    }

    private void goOn() {
        nextVersion = Math.max(nextVersion, stored.records.counter(Counter.VERSION));
        stored.discardBlobs.accept(
                doubtful.stream().filter(id -> !stored.records.isNamed(id)).toList());
        doubtful.clear();
        reopenFirst = false;
    }
}
