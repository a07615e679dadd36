package dev.cistern.cluster.peer;

/** The headers of requests between nodes. */
final class PeerHeaders {
    static final String DIGEST = "Content-Digest";
    static final String INPUT = "Signature-Input";
    static final String SIGNATURE = "Signature";
    /** Who asks, for the log; since no browser sends it unasked, no page can make one ask. */
    static final String SENDER = "Cistern-Peer";
    /** In the answer to a signature that was not made for this start of the receiver. */
    static final String CHALLENGE = "Cistern-Peer-Challenge";

    private PeerHeaders() {}
}
