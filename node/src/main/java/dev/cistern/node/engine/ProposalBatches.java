package dev.cistern.node.engine;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Gathers commands into entries of the log, since agreeing on an entry costs the same whatever is in it: one goes at once where none
 * is under way, and those that come meanwhile go together as the next. Used by any thread.
 */
final class ProposalBatches<M extends ProposalBatches.Member> {
    static final int MOST_COMMANDS = 64;
    /** Where an entry would get longer than this, the rest goes with the next. */
    static final int MOST_BYTES = 256 * 1024;
    /** An entry that takes longer than this holds up nobody: the leader may be gone. */
    static final Duration SLOW = Duration.ofMillis(250);

    private final Vertx vertx;
    private final Function<byte[], Future<Long>> log;
    private final BiConsumer<List<M>, Future<Long>> sent;
    private final Queue<M> waiting = new ArrayDeque<>(); // Guarded by this, as the next.
    private int underWay; // More than one only where one is slow.

    /** A command that is to go. */
    interface Member {
        byte[] command();

        /** Whether it must not share an entry. */
        boolean isAlone();

        /** It goes now, unless this answers that it need not any more. */
        boolean begin();
    }

    /**
     * Has nothing under way.
     *
     * @param log takes an entry; completes after a bounded time
     * @param sent hears who went together, and what comes of it
     */
    ProposalBatches(Vertx vertx, Function<byte[], Future<Long>> log, BiConsumer<List<M>, Future<Long>> sent) {
        this.vertx = vertx;
        this.log = log;
        this.sent = sent;
    }

    /** How many wait is limited by who adds them. */
    void add(M member) {
        synchronized (this) {
            waiting.add(member);
        }
        send();
    }

    private void send() {
        List<M> batch = next();
        while (!batch.isEmpty()) {
            Future<Long> index = propose(batch);
            release(index);
            sent.accept(batch, index);
            batch = next();
        }
    }

    /** Whatever happens, the place that was taken is given back. */
    private Future<Long> propose(List<M> batch) {
        try {
            return log.apply(
                    EntryFormat.write(batch.stream().map(Member::command).toList()));
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    /** Takes a place where anybody goes. */
    private synchronized List<M> next() {
        List<M> batch = new ArrayList<>();
        if (underWay > 0) {
            return batch;
        }
        int bytes = 0;
        for (M first = waiting.peek(); first != null && fits(batch, bytes, first); first = waiting.peek()) {
            waiting.remove();
            if (first.begin()) {
                batch.add(first);
                bytes += first.command().length;
            }
        }
        underWay += batch.isEmpty() ? 0 : 1;
        return batch;
    }

    private boolean fits(List<M> batch, int bytes, M next) {
        return batch.isEmpty()
                || (!batch.get(0).isAlone()
                        && !next.isAlone()
                        && batch.size() < MOST_COMMANDS
                        && bytes + next.command().length <= MOST_BYTES);
    }

    private void release(Future<Long> index) {
        Place place = new Place();
        if (index.isComplete()) {
            place.free();
            return;
        }
        long timer = vertx.setTimer(SLOW.toMillis(), slow -> place.leave());
        index.onComplete(done -> {
            boolean unused = vertx.cancelTimer(timer);
            place.leave();
        });
    }

    /** One of those under way; left once. */
    private final class Place {
        private boolean left; // Guarded by the batches.

        /** Without sending on: whoever calls does. */
        void free() {
            synchronized (ProposalBatches.this) {
                underWay -= left ? 0 : 1;
                left = true;
            }
        }

        void leave() {
            free();
            send();
        }
    }
}
