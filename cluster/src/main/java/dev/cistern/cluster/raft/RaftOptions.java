package dev.cistern.cluster.raft;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a Raft server is from its beginning to its end.
 *
 * @param folder holds logs and snapshots of all groups; made when missing
 * @param self as the other servers know this one
 * @param bindHost where it listens
 * @param bindPort 1 to 65535
 * @param pace how soon silence counts as death
 * @param tls certificates, null for none
 */
public record RaftOptions(
        Path folder,
        Peer self,
        String bindHost,
        int bindPort,
        Pace pace,
        @Nullable RaftTls tls) {

    /**
     * How long a follower waits for its leader before it asks to become one: a time between the two at random, so that two
     * rarely ask at once. Heartbeats come at half the lesser.
     *
     * @param least above zero
     * @param most above {@code least}
     */
    public record Pace(Duration least, Duration most) {
        /**
         * A dead leader is replaced within 2 s, or within 3 s where two did ask at once: Ratis looks once a wait, and so may find
         * only at the end of a second one that the first was too long. Who wrongly takes a pause of the leader for its death
         * asks in vain, since the others have heard of it (pre-vote; Ongaro's dissertation, §9.6).
         */
        public static final Pace STANDARD = new Pace(Duration.ofMillis(500), Duration.ofMillis(1_000));
    }
}
