package dev.cistern.cluster.raft;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.client.RaftClientRpc;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftPeer;

/**
 * Sends requests on to other servers, over their Raft ports. Ratis' own client is not used: it gives up for good after its
 * retries, and whom to ask next is known here. Used by any thread.
 */
final class Forwarder {
    private final RaftClientRpc rpc;

    Forwarder(ClientId client, RaftProperties properties, Parameters parameters) {
        this.rpc = new GrpcFactory(parameters).newRaftClientRpc(client, properties);
    }

    /**
     * Sends a request to the server that it names.
     *
     * @param peers addresses as they are now
     */
    CompletableFuture<RaftClientReply> send(RaftClientRequest request, List<RaftPeer> peers) {
        rpc.addRaftPeers(peers);
        return rpc.sendRequestAsyncUnordered(request).whenComplete((reply, failure) -> {
            if (failure != null) {
                boolean reconnected = rpc.handleException(request.getServerId(), failure, true);
                assert reconnected || !reconnected;
            }
        });
    }

    void close() throws IOException {
        rpc.close();
    }
}
