package dev.cistern.cluster.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.junit.jupiter.api.Test;

/** Sends to a server that takes connections and says nothing, as one does that was stopped. */
final class ForwarderTest {
    private static final RaftGroupId GROUP = RaftGroupId.valueOf(new UUID(1, 2));
    private static final RaftGroupId OTHER_GROUP = RaftGroupId.valueOf(new UUID(1, 3));
    private static final RaftPeerId SILENT = RaftPeerId.valueOf("silent");

    private final ClientId client = ClientId.randomId();
    private long calls;

    private CompletableFuture<RaftClientReply> send(Forwarder forwarder, RaftGroupId group, ServerSocket to) {
        RaftClientRequest request = RaftClientRequest.newBuilder()
                .setClientId(client)
                .setServerId(SILENT)
                .setGroupId(group)
                .setCallId(++calls)
                .setMessage(Message.EMPTY)
                .setType(RaftClientRequest.writeRequestType())
                .build();
        RaftPeer peer = RaftPeer.newBuilder()
                .setId(SILENT)
                .setAddress("127.0.0.1:" + to.getLocalPort())
                .build();
        return forwarder.send(request, List.of(peer));
    }

    @Test
    void whatWasSentToWhoLedBeforeIsNotWaitedForOnceAnotherLeads() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Forwarder forwarder = new Forwarder(client, new RaftProperties(), new Parameters());
            try {
                CompletableFuture<RaftClientReply> answer = send(forwarder, GROUP, silent);
                CompletableFuture<RaftClientReply> ofOtherGroup = send(forwarder, OTHER_GROUP, silent);

                forwarder.lead(GROUP, SILENT);
                assertThat(answer).isNotDone();
                forwarder.lead(GROUP, RaftPeerId.valueOf("next"));

                assertThat(answer).isCompletedExceptionally();
                assertThat(ofOtherGroup).isNotDone();
            } finally {
                forwarder.close();
            }
        }
    }
}
