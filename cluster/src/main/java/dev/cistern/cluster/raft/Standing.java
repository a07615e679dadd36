package dev.cistern.cluster.raft;

import org.jspecify.annotations.Nullable;

/**
 * Where a member stands in its group, as far as it knows itself.
 *
 * @param role what it is now
 * @param leader id of the leader, null while none is known
 * @param term of the last election that it took part in
 * @param applied index of the last command in its state, −1 before the first
 */
public record Standing(Role role, @Nullable String leader, long term, long applied) {

    private static final Standing STOPPED = new Standing(Role.STOPPED, null, 0, -1);

    /** Before the server runs, and after. */
    public static Standing stopped() {
        return STOPPED;
    }

    /** What a member can be. */
    public enum Role {
        LEADER,
        FOLLOWER,
        /** It hears of no leader and asks to become one. */
        CANDIDATE,
        STOPPED
    }

    /** Whether it takes commands. */
    public boolean isLeader() {
        return role == Role.LEADER;
    }
}
