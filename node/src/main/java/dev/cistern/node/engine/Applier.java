package dev.cistern.node.engine;

import dev.cistern.conf.Durability;
import dev.cistern.node.engine.CommandFormat.Command;
import dev.cistern.node.engine.CommandMemory.Verdict;
import dev.cistern.node.engine.record.Applied;
import dev.cistern.node.engine.record.Counter;
import dev.cistern.node.engine.record.Records;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies the log of a cluster to the records of this member, on a thread of its own: whatever waits there goes into one batch,
 * together with the place in the log that the batch comes to. Conditions are evaluated here, so in the order of the log and alike
 * on every member. What only this member cannot do, since its disk fails, ends its part: going on would make it differ.
 */
final class Applier {
    private static final Logger LOG = LoggerFactory.getLogger(Applier.class);
    private static final int QUEUE = 1024;
    /** Commands after which no further entry is added to a round. */
    private static final int ROUND = 1024;

    private static final byte[] NOTHING = new byte[0];

    /** Failures of this member's disk, and no answers. */
    private static final Set<Code> OWN = EnumSet.of(Code.DISK_FAILED, Code.NO_SPACE, Code.CORRUPT, Code.CLOSED);

    private final Target target;
    private final Audience audience;
    private final BlockingQueue<Entry> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Object rounds = new Object(); // Held while records are written or replaced.
    private @Nullable Entry putOff;
    private CommandMemory memory; // Guarded by rounds, as the next three.
    private long nextVersion;
    private boolean begun;
    private @Nullable StoreException broken;
    private volatile Applied applied;
    private volatile long told; // Up to this index the audience has heard of all. Written under rounds.
    private final Arrivals arrivals = new Arrivals(() -> told);

    /**
     * What it changes.
     *
     * @param discardBlobs deletes blobs that no record names, on another thread
     * @param reloaded the records were replaced
     */
    record Target(
            Records records,
            Commit.Effects effects,
            Consumer<List<Long>> discardBlobs,
            Runnable reloaded,
            Consumer<StoreException> failed,
            Tally tally) {}

    /** Hears what came of every command, in the order of the log. */
    interface Audience {
        void applied(UUID id, Commit<?> commit);

        void refused(UUID id, StoreException reason);

        /** It was not made now; nobody remembers whether it came before, and was made then. */
        void tooOld(UUID id, StoreException reason);
    }

    /** @param isLast behind which nothing comes: it is not of the log */
    private record Entry(boolean isLast, Applied at, List<Command> commands, CompletableFuture<byte[]> done) {
        static Entry last() {
            return new Entry(true, Applied.NOTHING, List.of(), new CompletableFuture<>());
        }

        boolean isAlone() {
            return isLast
                    || commands.stream().anyMatch(command -> command.commit().isAlone());
        }
    }

    Applier(Target target, Audience audience) {
        this.target = target;
        this.audience = audience;
        this.applied = target.records.log().applied();
        this.told = applied.index();
        this.memory = new CommandMemory(target.records.log().commands(), applied.commands());
        this.nextVersion = target.records.counter(Counter.VERSION);
        Thread thread = new Thread(this::run, "cistern-applier");
        thread.setDaemon(true);
        thread.start();
    }

    Applied applied() {
        return applied;
    }

    /** Waits where too much is to be applied. An {@link IllegalArgumentException} tells of an entry that is not known. */
    CompletableFuture<byte[]> apply(long term, long index, byte @Nullable [] entry) {
        List<Command> read = entry == null ? List.of() : EntryFormat.read(entry);
        return put(new Entry(false, new Applied(term, index, 0), read, new CompletableFuture<>()));
    }

    /**
     * Completes, on any thread, when the records are up to an index of the log, and the audience has heard of all on the way there; fails
     * where this member cannot go on.
     */
    Future<Void> reached(long index) {
        return arrivals.at(index);
    }

    private CompletableFuture<byte[]> put(Entry entry) {
        try {
            queue.put(entry);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            entry.done.completeExceptionally(e);
        }
        return entry.done;
    }

    /** Writes the records as they are now into a folder, and says up to where they are. Blocks. */
    Applied save(Path into) {
        target.records.flush(); // Most of it while commands are still applied.
        synchronized (rounds) {
            StoreException failure = broken;
            if (failure != null) {
                throw failure;
            }
            target.records.save(into);
            return applied;
        }
    }

    /** Takes over what another member, or this one, has saved. Blocks. */
    Applied load(Path from) {
        synchronized (rounds) {
            target.records.load(from);
            reload();
            broken = null;
            target.reloaded.run();
        }
        arrivals.goOn();
        return applied;
    }

    private void reload() {
        Applied now = target.records.log().applied();
        memory = new CommandMemory(target.records.log().commands(), now.commands());
        nextVersion = target.records.counter(Counter.VERSION);
        begun = false;
        applied = now;
        told = now.index();
    }

    /** Ends when what was taken is applied. */
    void close() throws InterruptedException {
        Entry end = Entry.last();
        queue.put(end);
        byte[] unused = end.done.join();
        arrivals.end(new StoreException(Code.CLOSED, "the store is stopping"));
    }

    private void run() {
        try {
            boolean last = false;
            while (!last) {
                List<Entry> entries = collect();
                Entry end = entries.get(entries.size() - 1);
                last = end.isLast();
                if (last) {
                    end.done.complete(NOTHING);
                } else {
                    round(entries);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Entry> collect() throws InterruptedException {
        List<Entry> entries = new ArrayList<>();
        int commands = 0;
        Entry next = putOff == null ? queue.take() : putOff;
        putOff = null;
        while (next != null) {
            if (next.isAlone() && !entries.isEmpty()) {
                putOff = next;
                return entries;
            }
            entries.add(next);
            commands += next.commands.size();
            boolean full = next.isAlone() || commands >= ROUND;
            next = full ? null : queue.poll();
        }
        return entries;
    }

    private void round(List<Entry> entries) {
        List<Runnable> answers = new ArrayList<>();
        try {
            synchronized (rounds) {
                StoreException failure = broken;
                if (failure != null) {
                    throw failure;
                }
                write(entries, answers);
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            fail(entries, e);
            return;
        }
        answers.forEach(Applier::tell);
        synchronized (rounds) {
            told = Math.max(told, entries.get(entries.size() - 1).at.index());
        }
        arrivals.tell();
        entries.forEach(entry -> entry.done.complete(NOTHING));
    }

    /** Whoever is told of a change cannot stop those behind it. */
    private static void tell(Runnable answer) {
        try {
            answer.run();
        } catch (RuntimeException e) {
            LOG.error("who was told of a change failed", e);
        }
    }

    private void write(List<Entry> entries, List<Runnable> answers) {
        Applied from = applied;
        List<Entry> fresh = entries.stream()
                .filter(entry -> entry.at.index() > from.index())
                .toList();
        if (fresh.isEmpty()) {
            return;
        }
        if (fresh.stream().anyMatch(entry -> !entry.commands.isEmpty())) {
            requireBeginning();
        }
        CommitRound round = new CommitRound(target.records, target.effects.buckets(), Instant.EPOCH, nextVersion);
        List<Commit<?>> accepted = new ArrayList<>();
        int commands = 0;
        for (Entry entry : fresh) {
            for (Command command : entry.commands) {
                commands++;
                answers.add(evaluate(command, round, accepted));
            }
        }
        Applied last = fresh.get(fresh.size() - 1).at;
        Applied to = new Applied(last.term(), last.index(), memory.count());
        round.batch().setApplied(to);
        target.records.write(round.batch(), Durability.OS);
        nextVersion = round.nextVersion();
        applied = to;
        target.tally.count(commands, accepted);
        target.discardBlobs.accept(round.superseded());
        accepted.forEach(commit -> commit.takeEffect(target.effects));
    }

    private void requireBeginning() {
        begun = begun || target.records.log().group().isPresent();
        if (!begun) {
            throw new StoreException(
                    Code.DISK_FAILED, "the records that the cluster began with have not come to this node");
        }
    }

    /** What is to be told once the round is written. */
    private Runnable evaluate(Command command, CommitRound round, List<Commit<?>> accepted) {
        UUID id = command.header().id();
        Verdict verdict = memory.judge(command.header());
        if (verdict == Verdict.KNOWN) {
            return () -> {};
        }
        if (verdict == Verdict.TOO_OLD) {
            StoreException tooOld =
                    new StoreException(Code.NO_MAJORITY, "the change came too late to be made; try again");
            return () -> audience.tooOld(id, tooOld);
        }
        memory.remember(id, round.batch());
        round.at(command.header().time());
        try {
            command.commit().join(round);
            accepted.add(command.commit());
            return () -> audience.applied(id, command.commit());
        } catch (StoreException e) {
            if (OWN.contains(e.code())) {
                throw e;
            }
            return () -> audience.refused(id, e);
        } catch (RuntimeException e) {
            StoreException bug = new StoreException(Code.INTERNAL, "a change could not be evaluated: " + e, e);
            return () -> audience.refused(id, bug);
        }
    }

    private void fail(List<Entry> entries, Throwable cause) {
        StoreException reason = cause instanceof StoreException known
                ? known
                : new StoreException(Code.INTERNAL, "applying the cluster's log failed: " + cause, cause);
        synchronized (rounds) {
            broken = reason;
        }
        target.failed.accept(reason);
        arrivals.end(reason);
        entries.forEach(entry -> entry.done.completeExceptionally(reason));
    }
}
