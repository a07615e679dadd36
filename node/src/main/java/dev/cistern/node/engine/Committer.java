package dev.cistern.node.engine;

import dev.cistern.conf.Durability;
import dev.cistern.node.engine.blob.Blobs;
import dev.cistern.node.engine.record.Counter;
import dev.cistern.node.engine.record.Records;
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
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes changes durable, one batch after the other, on a thread of its own: whoever waits while a batch is being synced
 * goes into the next, so that one sync serves many. Since nobody else changes records, conditions are evaluated against
 * what is stored, and of several racing writers one wins.
 */
final class Committer implements Commits {
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
    private final List<Long> doubtful = new ArrayList<>(); // Of the round that met the full disk.
    private boolean closed; // Guarded by this.

    /**
     * What a round changes.
     *
     * @param durability asked at each round
     * @param discardBlobs deletes blobs that no record names, on another thread
     */
    record Stored(
            Records records,
            Blobs blobs,
            Commit.Effects effects,
            Supplier<Durability> durability,
            Consumer<List<Long>> discardBlobs) {}

    Committer(Stored stored, WriteGate gate, DiskSpace space, Tally tally, InstantSource clock) {
        this.stored = stored;
        this.gate = gate;
        this.space = space;
        this.tally = tally;
        this.clock = clock;
        this.nextVersion = stored.records.counter(Counter.VERSION);
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
        Commit<?> next = putOff == null ? queue.take() : putOff;
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
        try {
            List<Commit<?>> accepted =
                    commits.stream().filter(commit -> evaluate(commit, round)).toList();
            write(round);
            nextVersion = round.nextVersion();
            tally.count(commits.size(), accepted);
            // Asked for before anybody is answered, so that whoever looks at the folder then looks after it.
            stored.discardBlobs.accept(round.superseded());
            accepted.forEach(commit -> commit.takeEffect(stored.effects));
            accepted.forEach(Commit::succeed);
        } catch (StoreException e) {
            fail(commits, round, e);
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
        Durability durability = stored.durability.get();
        if (durability == Durability.SYNC && !round.added().isEmpty()) {
            try {
                stored.blobs.syncNames(round.added());
            } catch (IOException e) {
                throw new StoreException(Code.DISK_FAILED, "syncing the folders of blobs failed: " + e, e);
            }
        }
        // Once in the log, and once more when the memtable is flushed.
        space.used(2 * round.batch().sizeBytes());
        stored.records.write(round.batch(), durability);
    }

    /** What was to be written may be there or not, so its blobs stay until that is known. */
    private void fail(List<Commit<?>> commits, CommitRound round, StoreException reason) {
        if (reason.code() == Code.NO_SPACE) {
            reopenFirst = true;
            doubtful.addAll(round.added());
        }
        gate.note(reason);
        commits.forEach(commit -> commit.leaveOpen(reason));
    }

    /** RocksDB refuses all writes after one met a full disk; opened again, with room, it takes them. */
    private void recover() {
        if (!reopenFirst) {
            return;
        }
        if (!space.hasRoomForRecords()) {
            throw new StoreException(Code.NO_SPACE, "the disk is full: no record can be written");
        }
        stored.records.reopen();
        nextVersion = Math.max(nextVersion, stored.records.counter(Counter.VERSION));
        stored.discardBlobs.accept(
                doubtful.stream().filter(id -> !stored.records.isNamed(id)).toList());
        doubtful.clear();
        reopenFirst = false;
    }
}
