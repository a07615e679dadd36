package dev.cistern.cluster;

import dev.cistern.cluster.raft.Ballot;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks a majority up to where the log of the objects is committed, so that whoever has applied it as far reads nothing stale: the
 * ReadIndex of Raft (Ongaro's dissertation, §6.4), where the reader collects the confirmations instead of the leader. No clock is
 * believed. Used by any thread; nothing blocks.
 *
 * <p>Members that say, after a round began, that they know of no term behind T have not yet voted in one. Where they are a majority
 * of the leader's voters, nobody was elected behind T when the round began, and all that was acknowledged before is committed on
 * the leader of T, once that has committed anything in T.
 *
 * <p>A leader that has stopped without a word is waited for as long as it is asked; meanwhile the others, who have said that they do
 * not lead, are asked again and again, since they elect one of themselves.
 */
final class CommittedIndex {
    private final String self;
    private final Callable<Ballot> own;
    private final Supplier<List<String>> others;
    private final Function<String, Future<Ballot>> asker;
    private final Consumer<Runnable> later;
    private final Map<String, Line> lines = new HashMap<>(); // Guarded by this.

    /**
     * Asks nobody yet.
     *
     * @param self id of this member
     * @param own its ballot as it is when it is called
     * @param others ids of the peers that may vote, with this one or without it; a few more or less do no harm
     * @param asker asks one of them; completes after a bounded time
     * @param later runs something a little later, when who has answered is asked again while others have not
     */
    CommittedIndex(
            String self,
            Callable<Ballot> own,
            Supplier<List<String>> others,
            Function<String, Future<Ballot>> asker,
            Consumer<Runnable> later) {
        this.self = self;
        this.own = own;
        this.others = others;
        this.asker = asker;
        this.later = later;
    }

    /**
     * Begins a round.
     *
     * @return the index; fails where all have answered, or failed to, and no leader has a majority
     */
    Future<Long> ask() {
        Set<String> asked = new LinkedHashSet<>(others.get());
        asked.add(self);
        forgetAllBut(asked);
        Round round = new Round();
        ask(round, asked);
        lookLater(round);
        return round.index();
    }

    private void ask(Round round, Set<String> asked) {
        round.expect(asked.size());
        for (String id : asked) {
            if (id.equals(self)) {
                askSelf(round);
            } else {
                line(id).ask(round);
            }
        }
    }

    private void askSelf(Round round) {
        try {
            round.add(self, own.call());
        } catch (Exception e) { // Its group has ended.
            round.fail(e);
        }
    }

    private void lookLater(Round round) {
        if (!round.isOver()) {
            later.accept(() -> {
                ask(round, round.takeAnswered());
                lookLater(round);
            });
        }
    }

    private synchronized void forgetAllBut(Set<String> kept) {
        lines.keySet().retainAll(kept);
    }

    private synchronized Line line(String id) {
        return lines.computeIfAbsent(id, Line::new);
    }

    /** To one peer: a question at a time, for all rounds that have begun by then. So a peer that is slow is not asked ever more. */
    private final class Line {
        private final String id;
        private final Set<Round> waiting = new LinkedHashSet<>(); // Guarded by this, as the next.
        private boolean busy;

        Line(String id) {
            this.id = id;
        }

        void ask(Round round) {
            synchronized (this) {
                waiting.removeIf(Round::isOver);
                waiting.add(round);
            }
            next();
        }

        private void next() {
            List<Round> rounds;
            synchronized (this) {
                waiting.removeIf(Round::isOver);
                if (busy || waiting.isEmpty()) {
                    return;
                }
                busy = true;
                rounds = new ArrayList<>(waiting);
                waiting.clear();
            }
            asker.apply(id).onComplete(answer -> {
                synchronized (this) {
                    busy = false;
                }
                for (Round round : rounds) {
                    if (answer.succeeded()) {
                        round.add(id, answer.result());
                    } else {
                        round.lacks();
                    }
                }
                next();
            });
        }
    }

    /** What has come of those who were asked together. */
    private static final class Round {
        private final Promise<Long> index = Promise.promise();
        private final Map<String, Ballot> ballots = new HashMap<>(); // Guarded by this, as the next.
        private Set<String> answered = new LinkedHashSet<>();
        private int open;

        Future<Long> index() {
            return index.future();
        }

        boolean isOver() {
            return index.future().isComplete();
        }

        /** So many more will answer, or will not. */
        synchronized void expect(int more) {
            open += more;
        }

        /** Who can be asked again; nobody once it is over. */
        synchronized Set<String> takeAnswered() {
            Set<String> taken = isOver() ? Set.of() : answered;
            answered = new LinkedHashSet<>();
            return taken;
        }

        void add(String id, Ballot ballot) {
            Long found;
            synchronized (this) {
                ballots.put(id, ballot);
                answered.add(id);
                found = committed();
            }
            if (found == null) {
                lacks();
            } else {
                index.tryComplete(found);
            }
        }

        void fail(Exception reason) {
            index.tryFail(reason);
        }

        /** One of them answered nothing that would have been enough. */
        void lacks() {
            synchronized (this) {
                open--;
                if (open > 0) {
                    return;
                }
            }
            index.tryFail("no majority of the members says who leads");
        }

        private @Nullable Long committed() {
            for (Ballot leader : ballots.values()) {
                if (leader.leads() && leader.voters().stream().allMatch(voters -> isMajority(voters, leader.term()))) {
                    return leader.committed();
                }
            }
            return null;
        }

        private boolean isMajority(Set<String> voters, long term) {
            long agreeing = voters.stream()
                    .map(ballots::get)
                    .filter(ballot -> ballot != null && ballot.term() == term)
                    .count();
            return agreeing > voters.size() / 2;
        }
    }
}
