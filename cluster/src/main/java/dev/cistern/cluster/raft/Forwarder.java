package dev.cistern.cluster.raft;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ratis.client.RaftClientRpc;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;

/**
 * Sends requests on to other servers, over their Raft ports. Ratis' own client is not used: it gives up for good after its
 * retries, and whom to ask next is known here. Used by any thread.
 */
final class Forwarder {
    private final RaftClientRpc rpc;
    private final Set<Sent> underWay = ConcurrentHashMap.newKeySet();

    private record Sent(RaftGroupId group, RaftPeerId to, CompletableFuture<RaftClientReply> answer) {}

    Forwarder(ClientId client, RaftProperties properties, Parameters parameters) {
        this.rpc = new GrpcFactory(parameters).newRaftClientRpc(client, properties);
    }

    /**
     * Sends a request to the server that it names.
     *
     * @param peers addresses as they are now
     * @return the answer; fails, too, when another server is heard to {@link #lead} before it comes
     */
    CompletableFuture<RaftClientReply> send(RaftClientRequest request, List<RaftPeer> peers) {
        rpc.addRaftPeers(peers);
        CompletableFuture<RaftClientReply> answer = rpc.sendRequestAsyncUnordered(request)
                .whenComplete((reply, failure) -> {
                    if (failure != null) {
                        boolean reconnected = rpc.handleException(request.getServerId(), failure, true);
                        assert reconnected || !reconnected;
                    }
                });
        Sent sent = new Sent(request.getRaftGroupId(), request.getServerId(), answer);
        underWay.add(sent);
        CompletableFuture<RaftClientReply> unused = answer.whenComplete((reply, failure) -> underWay.remove(sent));
        return answer;
    }

    /**
     * Nobody waits any longer for who led the group before: it may have stopped without a word. Of what was sent to it nobody knows
     * whether it was done.
     */
    void lead(RaftGroupId group, RaftPeerId leader) {
        underWay.stream()
                .filter(sent -> sent.group.equals(group) && !sent.to.equals(leader))
                .forEach(sent -> {
                    boolean unanswered =
                            sent.answer.completeExceptionally(new IOException(sent.to + " does not lead any more"));
                    assert unanswered || !unanswered;
                });
    }

    void close() throws IOException {
        rpc.close();
    }
}
