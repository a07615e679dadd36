package dev.cistern.cluster;

import dev.cistern.cluster.ClusterException.Code;
import dev.cistern.cluster.meta.Member;
import dev.cistern.cluster.peer.PeerClient;
import dev.cistern.cluster.peer.PeerException;
import dev.cistern.conf.Key;
import dev.cistern.conf.Keys;
import dev.cistern.conf.live.SettingsService;
import dev.cistern.conf.load.InvalidSettingsException;
import dev.cistern.conf.load.Problem;
import dev.cistern.conf.load.ResolvedSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a node asks its way into a cluster. Confined to the cluster's context. */
final class Joining {
    private static final Logger log = LoggerFactory.getLogger(Joining.class);
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(15);
    private static final Duration LONGEST_ADMISSION = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Vertx vertx;
    private final PeerClient peers;
    private final Self self;
    private final SettingsService settings;

    /**
     * What a member said of its cluster.
     *
     * @param cluster which one it is
     * @param contact the member that answered
     * @param contacts all members
     */
    record Invitation(UUID cluster, String contact, List<String> contacts) {}

    Joining(Vertx vertx, Bonds bonds, SettingsService settings) {
        this.vertx = vertx;
        this.peers = bonds.peers();
        this.self = bonds.self();
        this.settings = settings;
    }

    /**
     * Asks until one answers.
     *
     * @param contacts clients' addresses of members, as URLs
     * @param before what the folder remembers; the cluster must be that one
     * @return empty when all others wait for this node, the first of them, to be there for them; fails when one refuses, or
     *     none has answered within {@code patience}
     */
    Future<Optional<Invitation>> ask(List<String> contacts, Optional<Identity> before, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        return round(new Round(contacts, before, deadline), 0, new Tally(contacts.indexOf(self.url()) == 0));
    }

    private record Round(List<String> contacts, Optional<Identity> before, long deadline) {}

    /** What came of one round of asking; confined to it. */
    private static final class Tally {
        private final boolean first;
        private int asked;
        private int waiting;
        private @Nullable String trouble;

        Tally(boolean first) {
            this.first = first;
        }

        /** The others are on their way in as well, and wait for who comes first. */
        boolean mayFound() {
            return first && asked > 0 && waiting == asked;
        }
    }

    private Future<Optional<Invitation>> round(Round round, int next, Tally tally) {
        if (next == round.contacts().size()) {
            return pause(round, tally);
        }
        String contact = round.contacts().get(next);
        if (contact.equals(self.url())) {
            return round(round, next + 1, tally);
        }
        tally.asked++;
        return peers.ask(contact, PeerPaths.JOIN, question(round.before()), LONGEST_ANSWER)
                .compose(answer -> invited(contact, answer))
                .map(Optional::of)
                .recover(failure -> {
                    if (isFinal(failure)) {
                        return Future.failedFuture(explain(contact, failure));
                    }
                    boolean waits = failure instanceof PeerException refused
                            && refused.code().equals(Code.JOINING.name());
                    tally.waiting += waits ? 1 : 0;
                    tally.trouble = contact + ": " + failure.getMessage();
                    return round(round, next + 1, tally);
                });
    }

    private Future<Optional<Invitation>> pause(Round round, Tally tally) {
        if (tally.asked == 0 || tally.mayFound()) {
            return Future.succeededFuture(Optional.empty());
        }
        if (System.nanoTime() - round.deadline() > 0) {
            return Future.failedFuture(new ClusterException(
                    Code.NO_QUORUM,
                    "none of the nodes to join answered as a member; the last one said: " + tally.trouble));
        }
        log.info("waiting for a member of the cluster to answer; {}", tally.trouble);
        return vertx.timer(PAUSE.toMillis(), TimeUnit.MILLISECONDS)
                .compose(waited -> round(round, 0, new Tally(tally.first)));
    }

    private JsonObject question(Optional<Identity> before) {
        JsonObject question =
                new JsonObject().put("name", before.map(Identity::name).orElseGet(self::name));
        before.ifPresent(identity ->
                question.put("cluster", identity.cluster().toString()).put("peer", identity.peerId()));
        return question;
    }

    private static boolean isFinal(Throwable failure) {
        if (failure instanceof InvalidSettingsException) {
            return true;
        }
        return failure instanceof PeerException refused && refused.status() >= 400 && refused.status() < 500;
    }

    private static Throwable explain(String contact, Throwable failure) {
        return failure instanceof PeerException
                ? new ClusterException(Code.REFUSED, contact + " refuses: " + failure.getMessage())
                : failure;
    }

    /** Could this node live with the cluster's settings? */
    private Future<Invitation> invited(String contact, JsonObject answer) {
        JsonArray members = answer.getJsonArray("members");
        Invitation invitation = new Invitation(
                UUID.fromString(answer.getString("cluster")),
                contact,
                members.stream().map(String::valueOf).toList());
        return settings.preview(PeerJson.committed(answer.getJsonObject("settings")))
                .compose(mine -> {
                    List<Problem> problems = differences(mine, answer.getJsonObject("equal"));
                    return problems.isEmpty()
                            ? Future.succeededFuture(invitation)
                            : Future.failedFuture(new InvalidSettingsException(problems));
                });
    }

    /** What must be alike everywhere, as this node has it. */
    static JsonObject equal(ResolvedSettings settings) {
        JsonObject equal = new JsonObject();
        for (Key<?> key : Keys.equalEverywhere()) {
            settings.entry(key.name()).ifPresent(entry -> equal.put(key.name(), entry.effective()));
        }
        return equal;
    }

    private static List<Problem> differences(ResolvedSettings mine, JsonObject theirs) {
        List<Problem> problems = new ArrayList<>();
        for (Key<?> key : Keys.equalEverywhere()) {
            mine.entry(key.name()).ifPresent(entry -> {
                String wanted = theirs.getString(key.name(), entry.effective());
                if (!wanted.equals(entry.effective())) {
                    problems.add(new Problem(
                            entry.origin().toString(),
                            key.name(),
                            entry.effective(),
                            "must be the same on every node of the cluster, where it is " + wanted,
                            "write " + wanted + " here, or set it for the cluster"));
                }
            });
        }
        return problems;
    }

    /** Asks for a vote, once the Raft server runs. */
    Future<Void> beAdmitted(String contact, Identity identity) {
        JsonObject question = new JsonObject()
                .put("cluster", identity.cluster().toString())
                .put("member", PeerJson.member(self.member(identity, Member.State.ACTIVE)));
        return peers.ask(contact, PeerPaths.ADMIT, question, LONGEST_ADMISSION)
                .recover(failure -> Future.failedFuture(explain(contact, failure)))
                .mapEmpty();
    }

    /** Each once, the first ones first. */
    static List<String> all(List<String> some, List<String> more) {
        Set<String> all = new LinkedHashSet<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }
}
