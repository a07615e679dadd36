package dev.cistern.cluster;

import dev.cistern.cluster.ClusterException.Code;
import dev.cistern.cluster.meta.Member;
import dev.cistern.cluster.peer.PeerClient;
import dev.cistern.cluster.peer.PeerException;
import dev.cistern.cluster.raft.NotLeaderException;
import dev.cistern.cluster.raft.Standing;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Has things done by the leader, wherever it is, and waits while there is none. Whatever is asked this way comes to the same
 * twice as once, since a leader may die between doing and answering. Confined to the cluster's context.
 */
final class LeaderCalls {
    private static final Duration PAUSE = Duration.ofMillis(100);
    /** After which nobody waits for an election that nobody can win; by then all who are alive were heard of. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Vertx vertx;
    private final MetaGroup group;
    private final PeerClient peers;
    private final Roster roster;
    private final Map<String, Function<JsonObject, Future<JsonObject>>> handlers;
    private final UntilAnotherLeads patience;

    /** @param handlers what the leader does, by path */
    LeaderCalls(
            Vertx vertx,
            MetaGroup group,
            PeerClient peers,
            Roster roster,
            Map<String, Function<JsonObject, Future<JsonObject>>> handlers) {
        this.vertx = vertx;
        this.group = group;
        this.peers = peers;
        this.roster = roster;
        this.handlers = handlers;
        this.patience = new UntilAnotherLeads(vertx, () -> group.standing().leader(), PAUSE);
    }

    /**
     * Has it done.
     *
     * @param path one of the leader's
     * @param within after which it is given up, with {@link Code#NO_QUORUM}
     */
    Future<JsonObject> call(String path, JsonObject question, Duration within) {
        long now = System.nanoTime();
        return attempt(new Question(path, question, now, now + within.toNanos()), null);
    }

    private record Question(String path, JsonObject body, long asked, long deadline) {
        boolean isNew() {
            return System.nanoTime() - asked < PATIENCE.toNanos();
        }

        Duration left() {
            return Duration.ofNanos(deadline - System.nanoTime());
        }
    }

    private Future<JsonObject> attempt(Question question, @Nullable Throwable before) {
        if (question.left().compareTo(PAUSE) < 0) {
            return Future.failedFuture(noQuorum(before));
        }
        Supplier<Future<JsonObject>> way = way(question);
        if (way == null && !question.isNew() && !isMajorityNear()) {
            return Future.failedFuture(noQuorum(null));
        }
        Future<JsonObject> tried = way == null ? Future.failedFuture(new LeaderUnknownException()) : way.get();
        return tried.timeout(Math.max(1, question.left().toMillis()), TimeUnit.MILLISECONDS)
                .recover(failure -> again(question, failure));
    }

    private Future<JsonObject> again(Question question, Throwable failure) {
        if (failure instanceof TimeoutException) {
            return Future.failedFuture(noQuorum(failure));
        }
        return isWorthAnotherTry(failure)
                ? vertx.timer(PAUSE.toMillis(), TimeUnit.MILLISECONDS).compose(waited -> attempt(question, failure))
                : Future.failedFuture(failure);
    }

    private boolean isMajorityNear() {
        List<Member> voters = group.state().voters();
        long others =
                voters.stream().filter(member -> roster.isNear(member.peerId())).count();
        return !voters.isEmpty() && others + 1 >= voters.size() / 2 + 1;
    }

    private @Nullable Supplier<Future<JsonObject>> way(Question question) {
        Standing standing = group.standing();
        if (standing.isLeader()) {
            return () -> here(question.path(), question.body());
        }
        String leader = standing.leader();
        if (leader == null || standing.role() == Standing.Role.CANDIDATE) {
            return null;
        }
        return group.state()
                .peer(leader)
                .<Supplier<Future<JsonObject>>>map(member -> () -> patience.await(
                        leader, peers.ask(member.url(), question.path(), question.body(), question.left())))
                .orElse(null);
    }

    /** Does it, on the leader; elsewhere it fails with {@link Code#NOT_LEADER}. */
    Future<JsonObject> here(String path, JsonObject question) {
        Function<JsonObject, Future<JsonObject>> handler = handlers.get(path);
        if (handler == null) {
            return Future.failedFuture(new ClusterException(Code.REFUSED, "there is no " + path));
        }
        if (!group.standing().isLeader()) {
            return Future.failedFuture(new ClusterException(Code.NOT_LEADER, "this node is not the leader"));
        }
        return handler.apply(question);
    }

    boolean serves(String path) {
        return handlers.containsKey(path);
    }

    /** An answer that is no answer: another node may be the leader by now. A refusal is an answer. */
    private static boolean isWorthAnotherTry(Throwable failure) {
        if (failure instanceof PeerException refused) {
            return refused.code().equals(Code.NOT_LEADER.name())
                    || refused.code().equals(Code.JOINING.name());
        }
        return failure instanceof NotLeaderException
                || failure instanceof UntilAnotherLeads.LeaderChangedException
                || failure instanceof LeaderUnknownException
                || (failure instanceof ClusterException refused && refused.code() == Code.NOT_LEADER)
                || failure instanceof dev.cistern.net.client.RequestFailedException;
    }

    private ClusterException noQuorum(@Nullable Throwable before) {
        Map<String, Member> members = group.state().members();
        String self = group.standing().leader();
        String away = members.values().stream()
                .filter(member -> !roster.isNear(member.peerId()))
                .map(Member::name)
                .collect(Collectors.joining(", "));
        String why = before == null || before instanceof LeaderUnknownException || self == null
                ? "no majority of the cluster's nodes can be reached"
                : "the cluster's leader did not answer in time; whether the change was made is not known yet";
        return new ClusterException(
                Code.NO_QUORUM,
                why + (away.isEmpty() ? "" : " (away: " + away + ")")
                        + "; settings and members cannot be changed until one can");
    }

    /** Has no stack trace. */
    private static final class LeaderUnknownException extends Exception {
        private static final long serialVersionUID = 1L;

        LeaderUnknownException() {
            super("no leader is known", null, false, false);
        }
    }
}
