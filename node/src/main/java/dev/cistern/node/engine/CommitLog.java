package dev.cistern.node.engine;

import io.vertx.core.Future;

/** The log that the members of a cluster agree on, as this node reaches it. Used by any thread; nothing blocks. */
public interface CommitLog {

    /**
     * Proposes a command, to whichever member leads.
     *
     * @return its index, when it is in the log for good, and the leader has applied it; fails with a {@link NotProposedException}
     *     where it certainly never will be because of this call. After any other failure nobody knows.
     */
    Future<Long> propose(byte[] command);

    /**
     * Up to where it is committed: an index that is at least that of whatever any member had applied when this was called. Fails
     * where no majority can be reached.
     */
    Future<Long> committed();

    /** Whether this node leads. */
    boolean leads();

    /** Nothing was done. Has no stack trace. */
    final class NotProposedException extends Exception {
        private static final long serialVersionUID = 1L;

        public NotProposedException(String message) {
            super(message, null, false, false);
        }
    }
}
