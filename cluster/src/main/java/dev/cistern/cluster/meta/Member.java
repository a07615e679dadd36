package dev.cistern.cluster.meta;

/**
 * A node of the cluster.
 *
 * @param name unique among the members; stays the node's over restarts and lost disks
 * @param incarnation of its data folder: a folder that was wiped is another one
 * @param raftAddress {@code host:port} of its Raft port
 * @param url where its peers and clients reach it: {@code http://host:port}
 * @param zone what fails together: a rack, a room, a building
 * @param weight its share of what is spread over the nodes, 1 to 10,000; 100 is a whole one
 * @param version of its program
 * @param state where it is on its way in or out
 * @param number given by the group when it is taken in, never again to another; the founder's is 0. {@link #UNNUMBERED} before.
 *     It stands in the ids of the blobs that this member writes, and in the places of all.
 */
public record Member(
        String name,
        String incarnation,
        String raftAddress,
        String url,
        String zone,
        int weight,
        String version,
        State state,
        int number) {
    /** Of a member that is not taken in yet. */
    public static final int UNNUMBERED = -1;

    /** Greatest number of a member. */
    public static final int GREATEST_NUMBER = 0xFFFF;

    /** A member that is not taken in yet. */
    public Member(
            String name,
            String incarnation,
            String raftAddress,
            String url,
            String zone,
            int weight,
            String version,
            State state) {
        this(name, incarnation, raftAddress, url, zone, weight, version, state, UNNUMBERED);
    }

    /** Where a member is on its way in or out. */
    public enum State {
        /** It was let in and is catching up; it has no vote yet. */
        JOINING,
        /** It votes. */
        ACTIVE,
        /** It was told to go: it has lost its vote, or is about to. */
        LEAVING,
        /** It votes and serves, and its copies are being made elsewhere. */
        DRAINING;

        /** Whether it counts where a majority is asked for. */
        public boolean votes() {
            return this == ACTIVE || this == DRAINING;
        }
    }

    /** Who it is among the voters: one name on two folders is two voters. */
    public String peerId() {
        return name + "-" + incarnation;
    }

    /** The same member on its way. */
    public Member in(State next) {
        return new Member(name, incarnation, raftAddress, url, zone, weight, version, next, number);
    }

    /** The same member under its number. */
    public Member numbered(int given) {
        return new Member(name, incarnation, raftAddress, url, zone, weight, version, state, given);
    }
}
