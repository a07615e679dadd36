package dev.cistern.cluster;

import io.vertx.core.Future;

/** The log of the objects, as a member reaches it. Used by any thread; nothing blocks. */
public interface ObjectLog {

    /**
     * Submits a command to the leader, wherever it is.
     *
     * @return its index, once it is committed and the leader has applied it; this member may apply it later. Fails with a
     *     {@link dev.cistern.cluster.raft.NotLeaderException} where no leader is known here, so that nothing was done. After any
     *     other failure nobody knows.
     */
    Future<Long> submit(byte[] command);

    /**
     * Asks a majority up to where the log is committed.
     *
     * @return an index that is at least that of each command acknowledged, anywhere, before this was called; fails where no majority
     *     can be reached
     */
    Future<Long> committed();

    /** Whether this member leads. */
    boolean leads();
}
