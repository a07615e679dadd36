package dev.cistern.cluster;

/** Why a node, or its cluster, does not do what it was asked. Has no stack trace. */
public final class ClusterException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Code code;

    /** What kind of refusal it is; the name is part of the API. */
    public enum Code {
        /** No majority of the members can be reached. Nothing is known to have changed. */
        NO_QUORUM(503),
        /** The node is on its way into a cluster itself. */
        JOINING(503),
        /** Only the leader does that; ask again, or ask it. */
        NOT_LEADER(421),
        /** It cannot be done as things are; the message says what would have to be different. */
        REFUSED(409),
        /** The other node belongs to another cluster. */
        OTHER_CLUSTER(409),
        /** There is no such member. */
        NO_SUCH_MEMBER(404);

        private final int status;

        Code(int status) {
            this.status = status;
        }

        /** The HTTP status that it becomes. */
        public int status() {
            return status;
        }
    }

    public ClusterException(Code code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** What kind of refusal it is. */
    public Code code() {
        return code;
    }
}
