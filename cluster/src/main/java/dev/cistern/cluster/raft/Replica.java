package dev.cistern.cluster.raft;

import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.ratis.proto.RaftProtos.ServerRpcProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.protocol.exceptions.AlreadyClosedException;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer.Division;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.jspecify.annotations.Nullable;

/** This node's part of a group. Every method may be called from any thread; none blocks but {@link #standing} and {@link #ballot},
 * briefly. */
public final class Replica {
    /** Entries since the last snapshot that make another worth while; Ratis takes 0 for its setting. */
    private static final long NO_GAP = 1;

    /** Entries that a follower gets within a moment. */
    private static final long MOST_BEHIND = 1024;

    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(2);

    private final RaftHost host;
    private final RaftGroupId group;

    Replica(RaftHost host, RaftGroupId group) {
        this.host = host;
        this.group = group;
    }

    /**
     * Submits a command, if this member is the leader.
     *
     * @return the answer of the state once the command is committed and applied here; fails with a
     *     {@link NotLeaderException} where nothing was done. After any other failure nobody knows whether it was or will be
     *     committed.
     */
    public Future<byte[]> submit(byte[] command) {
        RaftClientRequest request = RaftClientRequest.newBuilder()
                .setClientId(host.client())
                .setServerId(host.server().getId())
                .setGroupId(group)
                .setCallId(host.nextCall())
                .setMessage(Message.valueOf(UnsafeByteOperations.unsafeWrap(command)))
                .setType(RaftClientRequest.writeRequestType())
                .build();
        return ask(() -> host.server().submitClientRequestAsync(request))
                .map(reply -> reply.getMessage().getContent().toByteArray());
    }

    /**
     * Submits a command to the leader, wherever it is.
     *
     * @return its index in the log, once it is committed and the leader has applied it; this member may apply it later. Fails with a {@link NotLeaderException} where no leader is known here, so that nothing was done. After any other failure
     *     nobody knows: a leader that steps down says so to whoever waits, also where the next one commits what it had.
     */
    public Future<Long> submitAnywhere(byte[] command) {
        return ask(() -> {
                    RaftPeerId leader = division().getInfo().getLeaderId();
                    if (leader == null) {
                        return CompletableFuture.failedFuture(new NotLeaderException(null));
                    }
                    boolean here = leader.equals(host.server().getId());
                    RaftClientRequest request = RaftClientRequest.newBuilder()
                            .setClientId(host.client())
                            .setServerId(leader)
                            .setGroupId(group)
                            .setCallId(host.nextCall())
                            .setMessage(Message.valueOf(UnsafeByteOperations.unsafeWrap(command)))
                            .setType(RaftClientRequest.writeRequestType())
                            .build();
                    return unsure(
                            here
                                    ? host.server().submitClientRequestAsync(request)
                                    : host.forwarder()
                                            .send(
                                                    request,
                                                    List.copyOf(division()
                                                            .getRaftConf()
                                                            .getAllPeers())));
                })
                .map(RaftClientReply::getLogIndex);
    }

    private static CompletableFuture<@Nullable RaftClientReply> unsure(CompletableFuture<RaftClientReply> sent) {
        return sent.handle((reply, failure) -> {
            Throwable cause = failure != null ? failure : reply.getException();
            if (cause != null) {
                throw new CompletionException(new IOException("the leader did not do it, or did not say so", cause));
            }
            return reply;
        });
    }

    /** What this member says of the group, to whoever wants to know up to where the log is committed. */
    public Ballot ballot() throws IOException {
        Division division = division();
        DivisionInfo info = division.getInfo();
        long term = info.getCurrentTerm();
        if (!info.isLeaderReady() || info.getCurrentTerm() != term) {
            return Ballot.of(info.getCurrentTerm());
        }
        List<Set<String>> voters = new ArrayList<>();
        voters.add(ids(division.getRaftConf().getCurrentPeers()));
        if (!division.getRaftConf().getPreviousPeers().isEmpty()) {
            voters.add(ids(division.getRaftConf().getPreviousPeers()));
        }
        return new Ballot(term, true, division.getRaftLog().getLastCommittedIndex(), voters);
    }

    private static Set<String> ids(Collection<RaftPeer> peers) {
        return peers.stream().map(peer -> peer.getId().toString()).collect(Collectors.toSet());
    }

    /** Writes a snapshot now. */
    public Future<Void> snapshot(Duration within) {
        return ask(() -> host.server()
                        .snapshotManagementAsync(SnapshotManagementRequest.newCreate(
                                host.client(),
                                host.server().getId(),
                                group,
                                host.nextCall(),
                                within.toMillis(),
                                NO_GAP)))
                .mapEmpty();
    }

    /** Whether there is a snapshot that a new member could be fed with. */
    public boolean hasSnapshot() {
        try {
            return division().getStateMachine().getLatestSnapshot() != null;
        } catch (IOException e) {
            return false;
        }
    }

    /** Where this member stands now. */
    public Standing standing() {
        try {
            DivisionInfo info = division().getInfo();
            RaftPeerId leader = info.getLeaderId();
            Standing.Role role = role(info);
            return new Standing(
                    role, leader == null ? null : leader.toString(), info.getCurrentTerm(), info.getLastAppliedIndex());
        } catch (IOException e) {
            return Standing.stopped();
        }
    }

    private static Standing.Role role(DivisionInfo info) {
        if (!info.isAlive()) {
            return Standing.Role.STOPPED;
        }
        if (info.isLeader()) {
            return info.isLeaderReady() ? Standing.Role.LEADER : Standing.Role.CANDIDATE;
        }
        return info.isCandidate() ? Standing.Role.CANDIDATE : Standing.Role.FOLLOWER;
    }

    /** The voters, as far as this member knows; those of a change under way too. Empty before it was taken in. */
    public List<Peer> peers() {
        try {
            return division().getRaftConf().getAllPeers().stream().map(Peer::of).toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /**
     * Makes these the voters, if this member is the leader; asked again after a failure, it goes on where it was. New ones
     * are fed first and vote once they have caught up. Of a small group one at a time: Ratis refuses to change a majority.
     *
     * @return completes when the change is committed; fails with a {@link NotLeaderException}, or when a new voter cannot be
     *     reached
     */
    public Future<Void> setPeers(List<Peer> next) {
        return ask(() -> {
                    List<RaftPeer> now = List.copyOf(division().getRaftConf().getCurrentPeers());
                    if (isSame(now, next)
                            && division().getRaftConf().getPreviousPeers().isEmpty()) {
                        return CompletableFuture.completedFuture(null);
                    }
                    SetConfigurationRequest.Arguments arguments = SetConfigurationRequest.Arguments.newBuilder()
                            .setServersInCurrentConf(now)
                            .setServersInNewConf(
                                    next.stream().map(Peer::toRatis).toList())
                            .setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
                            .build();
                    SetConfigurationRequest request = new SetConfigurationRequest(
                            host.client(), host.server().getId(), group, host.nextCall(), arguments);
                    return host.server().setConfigurationAsync(request);
                })
                .mapEmpty();
    }

    private static boolean isSame(Collection<RaftPeer> now, List<Peer> next) {
        Set<Peer> before = new HashSet<>();
        now.forEach(peer -> before.add(Peer.of(peer)));
        return before.equals(Set.copyOf(next));
    }

    /**
     * The voters that could take over from this leader soon: they answer, and lack little of the log. The one that lacks least
     * comes first. Nobody where this member does not lead.
     */
    public List<String> successors() {
        try {
            DivisionInfo info = division().getInfo();
            List<ServerRpcProto> followers =
                    info.getRoleInfoProto().getLeaderInfo().getFollowerInfoList();
            long @Nullable [] matches = info.getFollowerMatchIndices();
            if (matches == null || followers.size() != matches.length) {
                return List.of(); // It does not lead, or the voters are just being changed.
            }
            long least = division().getRaftLog().getLastCommittedIndex() - MOST_BEHIND;
            return IntStream.range(0, matches.length)
                    .filter(i -> followers.get(i).getLastRpcElapsedTimeMs() < LONGEST_SILENCE.toMillis())
                    .filter(i -> matches[i] >= least)
                    .boxed()
                    .sorted(Comparator.comparingLong(i -> -matches[i]))
                    .map(i -> followers.get(i).getId().getId().toStringUtf8())
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Hands leadership over to another voter, if this member is the leader. */
    public Future<Void> transferLeadership(String to, Duration within) {
        return ask(() -> host.server()
                        .transferLeadershipAsync(new TransferLeadershipRequest(
                                host.client(),
                                host.server().getId(),
                                group,
                                host.nextCall(),
                                RaftPeerId.valueOf(to),
                                within.toMillis())))
                .mapEmpty();
    }

    private Division division() throws IOException {
        return host.server().getDivision(group);
    }

    /** Ratis may hold the calling thread for the lock of the group, so it is called on a worker. */
    private Future<RaftClientReply> ask(Callable<CompletableFuture<@Nullable RaftClientReply>> question) {
        return host.workers()
                .<CompletableFuture<@Nullable RaftClientReply>>executeBlocking(question, false)
                .compose(Future::fromCompletionStage)
                .transform(answer -> {
                    if (answer.failed()) {
                        return Future.failedFuture(explain(answer.cause()));
                    }
                    RaftClientReply reply = answer.result();
                    return reply == null || reply.isSuccess()
                            ? Future.succeededFuture(reply)
                            : Future.failedFuture(explain(reply.getException()));
                });
    }

    private static Throwable explain(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof NotLeaderException) {
            return cause;
        }
        if (cause instanceof org.apache.ratis.protocol.exceptions.NotLeaderException elsewhere) {
            RaftPeer leader = elsewhere.getSuggestedLeader();
            return new NotLeaderException(leader == null ? null : leader.getId().toString());
        }
        if (cause instanceof LeaderNotReadyException
                || cause instanceof LeaderSteppingDownException
                || cause instanceof AlreadyClosedException) {
            return new NotLeaderException(null);
        }
        return cause == null ? new IllegalStateException("the group refused without a reason") : cause;
    }
}
