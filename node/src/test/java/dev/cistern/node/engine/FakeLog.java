package dev.cistern.node.engine;

import dev.cistern.node.engine.CommitLog.NotProposedException;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/**
 * A log in memory, that every member applies as it asks for it. What goes wrong comes out of a seed: proposals that get lost before or
 * behind the log, and answers that do. Used by any thread.
 */
final class FakeLog {
    private final List<byte[]> entries = new ArrayList<>(); // Guarded by this, as all below.
    private final Map<SharedRecords, Integer> given = new HashMap<>();
    private final Random chance;
    private final int troublePercent;
    private long term = 1;
    private boolean sealed;
    private int questions;

    FakeLog(long seed, int troublePercent) {
        this.chance = new Random(seed);
        this.troublePercent = troublePercent;
    }

    /** What a member sees of it. */
    CommitLog as(Supplier<SharedRecords> member) {
        return new CommitLog() {
            @Override
            public Future<Long> propose(byte[] command) {
                return FakeLog.this.propose(command, member.get());
            }

            @Override
            public Future<Long> committed() {
                count();
                return bring(member.get()).map(done -> size() - 1L);
            }

            @Override
            public boolean leads() {
                return true;
            }
        };
    }

    private synchronized void count() {
        questions++;
    }

    /** How often members asked up to where it goes. */
    synchronized int questions() {
        return questions;
    }

    private Future<Long> propose(byte[] command, SharedRecords member) {
        long index;
        synchronized (this) {
            int trouble = chance.nextInt(100);
            if (sealed || trouble < troublePercent / 3) {
                return Future.failedFuture(new NotProposedException("there is no leader"));
            }
            if (trouble < 2 * troublePercent / 3) {
                return Future.failedFuture("lost on its way there");
            }
            append(command);
            index = size() - 1L;
            if (trouble < troublePercent) {
                return Future.failedFuture("lost on its way back");
            }
        }
        return bring(member).map(index);
    }

    synchronized void append(byte[] command) {
        if (chance.nextInt(10) == 0) {
            entries.add(new byte[0]); // One that holds no command.
            term++;
        }
        entries.add(command.clone());
    }

    /** From now on it takes nothing that a member proposes. */
    synchronized void seal() {
        sealed = true;
    }

    synchronized int size() {
        return entries.size();
    }

    /** Applies all there is. */
    Future<Void> bring(SharedRecords member) {
        return bring(member, Integer.MAX_VALUE);
    }

    /** Applies all there is before an index. */
    Future<Void> bring(SharedRecords member, int end) {
        int to;
        synchronized (this) {
            int from =
                    given.computeIfAbsent(member, first -> (int) first.applied().index() + 1);
            to = Math.max(from, Math.min(end, entries.size()));
            for (int i = from; i < to; i++) {
                byte[] entry = entries.get(i);
                var unused = member.apply(term, i, entry.length == 0 ? null : entry);
            }
            given.put(member, to);
        }
        return member.reached(to - 1);
    }

    /** A member that takes over the records of another, as a new one does. */
    synchronized void feed(SharedRecords from, SharedRecords to, Path over) {
        var saved = from.save(over);
        var loaded = to.load(over);
        if (!saved.equals(loaded)) {
            throw new IllegalStateException(saved + " was saved and " + loaded + " loaded");
        }
        given.put(to, (int) loaded.index() + 1);
    }
}
