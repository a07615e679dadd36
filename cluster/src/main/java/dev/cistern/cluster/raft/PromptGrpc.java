package dev.cistern.cluster.raft;

import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppender;

/** Ratis' gRPC, but that followers are told of commits at once: {@link PromptLogAppender}. Ratis makes it by its name. */
public final class PromptGrpc implements RpcType {
    @Override
    public String name() {
        return PromptGrpc.class.getName();
    }

    @Override
    public GrpcFactory newFactory(Parameters parameters) {
        return new GrpcFactory(parameters) {
            @Override
            public LogAppender newLogAppender(RaftServer.Division server, LeaderState state, FollowerInfo follower) {
                return new PromptLogAppender(server, state, follower);
            }
        };
    }
}
