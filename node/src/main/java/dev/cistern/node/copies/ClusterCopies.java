package dev.cistern.node.copies;

import dev.cistern.cluster.Fellow;
import dev.cistern.cluster.Fellowship;
import dev.cistern.cluster.peer.PeerClient;
import dev.cistern.cluster.peer.PeerException;
import dev.cistern.cluster.place.Candidate;
import dev.cistern.cluster.place.Placement;
import dev.cistern.node.engine.Copies;
import dev.cistern.node.engine.NoSuchCopyException;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The members of a cluster, which blobs are copied to and read from. Used by any thread. */
public final class ClusterCopies implements Copies {
    /** Copies of each blob, or as many as there are members. */
    static final int WANTED = 3;

    private final BooleanSupplier inCluster;
    private final Supplier<Fellowship> fellowship;
    private final PeerClient peers;
    private final BlobQuestions questions;
    private volatile Map map = new Map(Fellowship.NONE, new Placement(List.of(), WANTED));

    private record Map(Fellowship of, Placement placement) {}

    /**
     * Copies among these.
     *
     * @param inCluster whether the records are those of a cluster, even if it is not known yet who belongs to it
     * @param fellowship the members as they were a moment ago
     */
    public ClusterCopies(BooleanSupplier inCluster, Supplier<Fellowship> fellowship, PeerClient peers) {
        this.inCluster = inCluster;
        this.fellowship = fellowship;
        this.peers = peers;
        this.questions = new BlobQuestions(fellowship, peers);
    }

    BlobQuestions questions() {
        return questions;
    }

    Fellowship fellowship() {
        return fellowship.get();
    }

    /**
     * The members, where this node is one of them and knows it. Only who does may believe that a record does not name it.
     *
     * @throws StoreException where it does not
     */
    Fellowship membership() {
        Fellowship now = fellowship.get();
        if (now.isNone() || !inCluster.getAsBoolean()) {
            throw new StoreException(Code.BUSY, "this node is not a member, or does not know yet of what");
        }
        return now;
    }

    /** Where blobs are wished, among those who stay. */
    Placement placement() {
        return placement(fellowship.get());
    }

    /** As {@link #placement()}, among these. */
    Placement placement(Fellowship now) {
        Map known = map;
        if (!known.of.equals(now)) {
            List<Candidate> candidates = now.members().stream()
                    .filter(Fellow::stays)
                    .map(member -> new Candidate(member.number(), member.weight(), member.zone()))
                    .toList();
            known = new Map(now, new Placement(candidates, WANTED));
            map = known;
        }
        return known.placement;
    }

    @Override
    public boolean isAlone() {
        return !inCluster.getAsBoolean() && fellowship.get().isNone();
    }

    @Override
    public int self() {
        Fellowship now = fellowship.get();
        return now.isNone() ? UNKNOWN : now.self();
    }

    @Override
    public boolean isHere(long blobId) {
        Fellowship now = fellowship.get();
        return near(now, placement(), blobId).stream().anyMatch(member -> member.number() == now.self());
    }

    /** Who is away is replaced by the next of the order; the copy goes to its place later. */
    private static List<Fellow> near(Fellowship now, Placement placement, long blobId) {
        return placement.order(blobId).stream()
                .map(now::member)
                .flatMap(Optional::stream)
                .filter(Fellow::near)
                .limit(placement.copies())
                .toList();
    }

    @Override
    public Spread spread(long blobId) {
        Fellowship now = fellowship.get();
        Placement placement = placement();
        int quorum = Math.max(1, placement.copies() / 2 + 1);
        List<Fellow> near = near(now, placement, blobId);
        if (near.isEmpty() || near.size() < quorum) {
            throw new StoreException(
                    Code.NO_COPY,
                    "the object needs " + quorum + " copies, and " + near.size() + " of "
                            + now.members().size() + " members can be reached; try again");
        }
        boolean here = near.stream().anyMatch(member -> member.number() == now.self());
        List<Leg> legs = new ArrayList<>();
        for (Fellow member : near) {
            if (member.number() != now.self()) {
                legs.add(new PeerLeg(peers, member, new BlobPath(now.cluster(), blobId, Optional.empty())));
            }
        }
        return new Spread(here, quorum, legs, placement.wished(blobId));
    }

    @Override
    public List<Integer> others(Collection<Integer> members) {
        Fellowship now = fellowship.get();
        return now.members().stream()
                .filter(member -> member.number() != now.self() && members.contains(member.number()))
                .sorted(Comparator.comparing(member -> !member.near()))
                .map(Fellow::number)
                .toList();
    }

    @Override
    public Future<FarBlob> open(int member, Wanted wanted) {
        Fellowship now = fellowship.get();
        Optional<Fellow> to = now.member(member);
        if (to.isEmpty()) {
            return Future.failedFuture(new NoSuchCopyException("there is no member " + member + " any more"));
        }
        BlobPath.Stretch stretch = new BlobPath.Stretch(wanted.length(), wanted.from(), wanted.end());
        BlobPath path = new BlobPath(now.cluster(), wanted.blobId(), Optional.of(stretch));
        return peers.get(to.get().url(), path.toString())
                .<FarBlob>map(PeerBlob::new)
                .recover(failure -> Future.failedFuture(
                        failure instanceof PeerException refused && refused.status() == BlobsEndpoint.NOT_FOUND
                                ? new NoSuchCopyException("member " + to.get().name() + " has no such copy")
                                : failure));
    }

    @Override
    public void discard(long blobId, Collection<Integer> members) {
        questions.tell(BlobQuestions.DISCARD, blobId, others(members));
    }

    /** The places of a blob have changed, and these members may have something to do. */
    void placesChanged(long blobId, Collection<Integer> members) {
        questions.tell(BlobQuestions.LOOK, blobId, members);
    }

    @Override
    public void lacking(long blobId, Collection<Integer> members) {
        questions.tell(BlobQuestions.LACKING, blobId, List.copyOf(members));
    }
}
