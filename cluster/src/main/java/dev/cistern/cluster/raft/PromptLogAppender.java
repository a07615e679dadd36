package dev.cistern.cluster.raft;

import org.apache.ratis.grpc.server.GrpcLogAppender;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.raftlog.RaftLogIOException;
import org.jspecify.annotations.Nullable;

/**
 * Tells a follower of a commit as soon as it can make use of it. Ratis 3.3 tells with the next entry or heartbeat, which may be half
 * a second later, or writes an entry for it, which costs a sync. Used by the thread of the appender, which wakes up for every commit
 * and every reply.
 */
final class PromptLogAppender extends GrpcLogAppender {
    private long told = -1;

    PromptLogAppender(RaftServer.Division server, LeaderState state, FollowerInfo follower) {
        super(server, state, follower);
    }

    @Override
    @SuppressWarnings("NullAway") // Ratis says nothing of null, and means that there is nothing to send.
    public @Nullable AppendEntriesRequestProto newAppendEntriesRequest(long callId, boolean heartbeat)
            throws RaftLogIOException {
        AppendEntriesRequestProto next = super.newAppendEntriesRequest(callId, heartbeat);
        return next == null && isNews() ? super.newAppendEntriesRequest(callId, true) : next;
    }

    /** While entries are on their way to it, a follower believes no heartbeat; it is told when it has answered. */
    private boolean isNews() {
        long usable =
                Math.min(getRaftLog().getLastCommittedIndex(), getFollower().getMatchIndex());
        if (hasPendingDataRequests() || usable <= Math.max(told, getFollower().getCommitIndex())) {
            return false;
        }
        told = usable;
        return true;
    }
}
