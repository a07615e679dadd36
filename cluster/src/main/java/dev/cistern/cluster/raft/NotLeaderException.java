package dev.cistern.cluster.raft;

import org.jspecify.annotations.Nullable;

/** Only the leader of a group takes commands. Nothing was done. Has no stack trace. */
public final class NotLeaderException extends Exception {
    private static final long serialVersionUID = 1L;

    private final @Nullable String leader;

    NotLeaderException(@Nullable String leader) {
        super(leader == null ? "the group has no leader" : "the leader is " + leader, null, false, false);
        this.leader = leader;
    }

    /** Id of the leader as far as is known here; null when none is. */
    public @Nullable String leader() {
        return leader;
    }
}
