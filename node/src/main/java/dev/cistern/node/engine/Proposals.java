package dev.cistern.node.engine;

import dev.cistern.node.engine.CommandFormat.Header;
import dev.cistern.node.engine.CommitLog.NotProposedException;
import dev.cistern.node.engine.record.Applied;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Commits of a member of a cluster: proposed to the log, several together where they come together, and answered when this node
 * applies them itself. One whose answer was lost is proposed again under its id, which comes to the same. Where none came in time,
 * its client is told that nobody knows. Used by any thread.
 */
final class Proposals implements Commits, Applier.Audience {
    private static final int MOST = 8192;
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration JUST_NOW = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final Outside outside;
    private final Patience patience;
    private final Own own;
    private final Map<UUID, Proposal> open = new ConcurrentHashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final ProposalBatches<Proposal> batches;
    private volatile @Nullable CommitLog log;
    private volatile boolean closed;
    private volatile OptionalLong agreedAt = OptionalLong.empty(); // nanoTime()

    /**
     * How long it waits.
     *
     * @param whole after which a client is answered in any case
     * @param attempt after which it is proposed again
     * @param election longer than one after a leader's death takes; where there is no leader for so long, there will hardly be one
     *     soon
     */
    record Patience(Duration whole, Duration attempt, Duration election) {
        static final Patience STANDARD =
                new Patience(Duration.ofSeconds(10), Duration.ofMillis(2500), Duration.ofSeconds(4));
    }

    /** A commit on its way. */
    private static final class Proposal implements ProposalBatches.Member {
        private final Header header;
        private final Commit<?> commit;
        private final byte[] command;
        private final long deadline;
        private int attempts; // That may be in the log. Guarded by this, as the next.
        private boolean ended;

        Proposal(Header header, Commit<?> commit, long deadline) {
            this.header = header;
            this.commit = commit;
            this.command = CommandFormat.write(header, commit);
            this.deadline = deadline;
        }

        @Override
        public byte[] command() {
            return command;
        }

        @Override
        public boolean isAlone() {
            return commit.isAlone();
        }

        /** Whether it may go: it counts as sent from now on, so that nothing is undone while it is on its way. */
        @Override
        public synchronized boolean begin() {
            attempts += ended ? 0 : 1;
            return !ended;
        }

        /** One attempt came to nothing for certain. */
        synchronized void cameToNothing() {
            attempts--;
        }

        /** Nothing goes any more. Gives how often it may be in the log. */
        synchronized int end() {
            ended = true;
            return attempts;
        }
    }

    /**
     * This node's own records.
     *
     * @param position up to where they are
     * @param reached completes when they are up to an index of the log, and all on the way there are told
     */
    record Own(Supplier<Applied> position, LongFunction<Future<Void>> reached) {}

    Proposals(Vertx vertx, Outside outside, Patience patience, Own own) {
        this.vertx = vertx;
        this.outside = outside;
        this.patience = patience;
        this.own = own;
        this.batches = new ProposalBatches<>(vertx, this::toLog, this::sent);
    }

    private void agreed() {
        agreedAt = OptionalLong.of(nanoTime());
    }

    private long nanoTime() {
        return outside.nanoTime().getAsLong();
    }

    /** Whether the last change that was agreed on is no older than a second. */
    boolean isAgreeing() {
        OptionalLong last = agreedAt;
        return last.isPresent() && nanoTime() - last.getAsLong() < JUST_NOW.toNanos();
    }

    /** Where they go from now on; null for nowhere. */
    void to(@Nullable CommitLog next) {
        log = next;
    }

    @Override
    public void submit(Commit<?> commit) {
        StoreException refusal = refusal(commit);
        if (refusal != null) {
            waiting.decrementAndGet();
            commit.refuse(refusal);
            return;
        }
        Header header = new Header(
                UUID.randomUUID(),
                own.position.get().commands(),
                outside.clock().instant().truncatedTo(ChronoUnit.MILLIS));
        Proposal proposal = new Proposal(header, commit, nanoTime() + patience.whole.toNanos());
        open.put(header.id(), proposal);
        propose(proposal);
    }

    private @Nullable StoreException refusal(Commit<?> commit) {
        if (waiting.incrementAndGet() > MOST) {
            return new StoreException(Code.BUSY, MOST + " changes already wait to be agreed on");
        }
        if (closed) {
            return new StoreException(Code.CLOSED, "the store is stopping");
        }
        try {
            commit.checkHere();
            return null;
        } catch (StoreException e) {
            return e;
        }
    }

    @Override
    public int waiting() {
        return waiting.get();
    }

    @Override
    public void close() {
        closed = true;
        open.values().forEach(this::giveUp);
    }

    private void propose(Proposal proposal) {
        if (log == null) {
            later(proposal);
        } else {
            batches.add(proposal);
        }
    }

    private Future<Long> toLog(byte[] entry) {
        CommitLog to = log;
        return to == null
                ? Future.failedFuture(new NotProposedException("this node takes no part in its cluster"))
                : timed(to.propose(entry));
    }

    private void sent(List<Proposal> together, Future<Long> index) {
        index.recover(failure -> {
                    if (failure instanceof NotProposedException) {
                        together.forEach(Proposal::cameToNothing);
                    }
                    return Future.failedFuture(failure);
                })
                .compose(at -> seen(together, at))
                .onFailure(failure -> together.forEach(this::later));
    }

    /** They are in the log, so this node comes to them. */
    private Future<Void> seen(List<Proposal> together, long index) {
        agreed();
        return together.stream().anyMatch(this::isOpen)
                ? timed(own.reached.apply(index)).onSuccess(there -> together.forEach(this::passedOver))
                : Future.succeededFuture();
    }

    /** The records came as a whole from another member, with this change in them, or its refusal. */
    private void passedOver(Proposal proposal) {
        if (isOpen(proposal)) {
            answerUnknown(proposal);
        }
    }

    private <T> Future<T> timed(Future<T> future) {
        return future.timeout(patience.attempt.toMillis(), TimeUnit.MILLISECONDS);
    }

    private boolean isOpen(Proposal proposal) {
        return open.containsKey(proposal.header.id());
    }

    private void later(Proposal proposal) {
        if (!isOpen(proposal)) {
            return;
        }
        if (closed || nanoTime() - proposal.deadline > 0) {
            giveUp(proposal);
            return;
        }
        long unused = vertx.setTimer(PAUSE.toMillis(), timer -> {
            if (isOpen(proposal)) {
                propose(proposal);
            }
        });
    }

    private void giveUp(Proposal proposal) {
        if (proposal.end() > 0) {
            answerUnknown(proposal);
        } else {
            refused(
                    proposal.header.id(),
                    new StoreException(
                            Code.NO_MAJORITY, "no majority of the cluster's nodes can be reached; nothing was done"));
        }
    }

    /** Nothing is undone, now or later: it may still come. What it wrote, and no record names, is found by the search for orphans. */
    private void answerUnknown(Proposal proposal) {
        if (take(proposal.header.id()) != null) {
            proposal.commit.leaveOpen(new StoreException(
                    Code.OUTCOME_UNKNOWN,
                    "the cluster did not answer in time; it is not known whether the change was made, or will be"));
        }
    }

    @Override
    public void applied(UUID id, Commit<?> commit) {
        Proposal proposal = take(id);
        if (proposal != null) {
            agreed();
            proposal.commit.succeedAs(commit);
        }
    }

    @Override
    public void refused(UUID id, StoreException reason) {
        Proposal proposal = take(id);
        if (proposal != null) {
            proposal.commit.refuse(reason);
        }
    }

    /** Where another attempt came before this one, it may have been made then, and be forgotten since. */
    @Override
    public void tooOld(UUID id, StoreException reason) {
        Proposal proposal = open.get(id);
        if (proposal != null && proposal.end() > 1) {
            answerUnknown(proposal);
        } else {
            refused(id, reason);
        }
    }

    private @Nullable Proposal take(UUID id) {
        Proposal proposal = open.remove(id);
        if (proposal != null) {
            waiting.decrementAndGet();
        }
        return proposal;
    }
}
