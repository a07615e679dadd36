package dev.cistern.net.server;

import dev.cistern.net.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * The state of one client connection; confined to its event loop. It knows neither sockets nor clocks: it is told what
 * happened and when, and says what is due. Only moments are kept, never deadlines, so that a changed setting holds for
 * the connections that are there.
 */
final class ServerConnection {
    enum Phase {
        /** Waits for the first byte of a request. */
        IDLE,
        /** A request has begun; its headers are not complete. */
        HEADER,
        /** Requests are in flight, or a body still arrives. */
        ACTIVE,
        /** Closed, or about to be: nothing that happens counts any more. */
        CLOSED
    }

    /** After GOAWAY, how long an HTTP/2 connection stays for the requests that crossed it on the way. */
    static final long GOAWAY_GRACE_NANOS = 250_000_000L;

    final Wire wire;
    final long openedAt;
    private final float lifetimeFactor;

    /** Links of the {@link ConnectionList} that it is in. */
    @Nullable
    ServerConnection before;

    @Nullable
    ServerConnection after;

    @Nullable
    ConnectionList list;

    Phase phase = Phase.IDLE;
    /** How long it had waited for the request that is beginning; negative for its first, and for pipelined ones. */
    private long gapNanos = -1;
    /** Since when it is in its phase; for an answered request whose body still arrives, since the answer. */
    long since;

    private long drainSince;
    private @Nullable CloseReason drainReason;
    int requests;
    private int inFlight;
    /** Requests of HTTP/1 whose response has not begun. */
    private int unanswered;

    private boolean http2;
    private boolean bodyArriving;
    /** Bytes of a pipelined request came while the one before it was in flight. */
    private boolean nextBegan;

    private boolean lastAnswer;
    /** A changed setting gave it up; it is closed at its turn unless a request comes first. */
    boolean doomed;

    private boolean peerAskedToClose;
    private boolean peerReset;
    private boolean peerWentAway;
    private boolean protocolError;

    /**
     * Makes the state of a connection just accepted.
     *
     * @param lifetimeFactor what the lifetime is multiplied by, 0.9 to 1.1
     */
    ServerConnection(Wire wire, long now, float lifetimeFactor) {
        this.wire = wire;
        this.openedAt = now;
        this.since = now;
        this.lifetimeFactor = lifetimeFactor;
    }

    /** Bytes came. On HTTP/2 they mean nothing: a PING does not make a connection less idle. */
    void bytesCame(long now) {
        if (http2) {
            return;
        }
        if (phase == Phase.IDLE) {
            gapNanos = gap(now);
            enter(Phase.HEADER, now);
        } else if (phase == Phase.ACTIVE && !bodyArriving) {
            nextBegan = true;
        }
    }

    /** The connection speaks HTTP/2 and has so many streams open, none of them counted yet. */
    void becameHttp2(int streams, long now) {
        http2 = true;
        inFlight = streams;
        requests += streams;
        enter(streams > 0 ? Phase.ACTIVE : Phase.IDLE, now);
    }

    private long gap(long now) {
        return requests > 0 ? now - since : -1;
    }

    /**
     * A request's headers are complete; on HTTP/1 its body, if only an empty one, follows.
     *
     * @return how long the connection had been idle before the first byte of the request, in nanoseconds; negative for its
     *     first request, and where it was not idle
     */
    long requestBegan(long now) {
        long gap = phase == Phase.IDLE ? gap(now) : gapNanos;
        gapNanos = -1;
        inFlight++;
        unanswered++;
        requests++;
        bodyArriving = !http2;
        nextBegan = false;
        enter(Phase.ACTIVE, now);
        return gap;
    }

    /** The last byte of the request has come. */
    void requestEnded(long now) {
        bodyArriving = false;
        settle(now);
    }

    /** The last byte of a response was handed to the kernel, or an HTTP/2 stream was closed. */
    void responseEnded(long now) {
        inFlight--;
        settle(now);
    }

    private void settle(long now) {
        if (inFlight > 0 || phase != Phase.ACTIVE) {
            return;
        }
        if (bodyArriving) {
            since = now;
        } else {
            enter(nextBegan ? Phase.HEADER : Phase.IDLE, now);
        }
    }

    private void enter(Phase next, long now) {
        phase = next;
        since = now;
    }

    /** To be closed after what it does now; the first to say so gives the reason. */
    void drain(CloseReason reason, long now) {
        if (drainReason == null || reason == CloseReason.SHUTDOWN) {
            drainReason = reason;
            drainSince = now;
        }
    }

    /**
     * The head of an HTTP/1 response is about to be written.
     *
     * @return whether it has to announce that it is the last: the connection drains and no other request waits, or has
     *     waited for too long; or what came was not HTTP
     */
    boolean answersLast(long now, Limits limits) {
        unanswered--;
        boolean drained = drainReason != null && (unanswered == 0 || now - drainSince >= limits.drainNanos());
        lastAnswer |= protocolError || drained;
        return lastAnswer;
    }

    /** The head of a response announced that it is the last, at the wish of the peer or of the request's handler. */
    void announcedLast() {
        lastAnswer = true;
    }

    boolean lastAnswerGiven() {
        return lastAnswer;
    }

    /**
     * What has to happen after an event, time apart.
     *
     * @return why it is to be closed now, or {@code null}
     */
    @Nullable
    CloseReason dueAfterEvent() {
        if (inFlight > 0 || http2 || phase == Phase.CLOSED) {
            return null;
        }
        if (lastAnswer) {
            if (protocolError) {
                return CloseReason.PROTOCOL_ERROR;
            }
            if (bodyArriving) {
                return CloseReason.BODY_UNDRAINED;
            }
            if (peerAskedToClose) {
                return CloseReason.PEER_CLOSE_HDR;
            }
            return drainReason != null ? drainReason : CloseReason.CANCELLED;
        }
        return drainReason == CloseReason.SHUTDOWN && phase == Phase.IDLE ? CloseReason.SHUTDOWN : null;
    }

    /**
     * What has to happen because time has passed.
     *
     * @return why it is to be closed now, or {@code null}
     */
    @Nullable
    CloseReason dueByTime(long now, Limits limits) {
        if (drainReason == CloseReason.SHUTDOWN && now - drainSince >= limits.drainNanos()) {
            return CloseReason.SHUTDOWN;
        }
        long elapsed = now - since;
        return switch (phase) {
            case IDLE -> {
                if (http2 && drainReason != null && now - drainSince >= GOAWAY_GRACE_NANOS) {
                    yield drainReason;
                }
                yield elapsed >= limits.idleNanos() ? CloseReason.IDLE_TIMEOUT : null;
            }
            case HEADER -> elapsed >= limits.headerNanos() ? CloseReason.HEADER_TIMEOUT : null;
            case ACTIVE ->
                inFlight == 0 && bodyArriving && elapsed >= limits.idleNanos() ? CloseReason.BODY_UNDRAINED : null;
            case CLOSED -> null;
        };
    }

    /** Why it is to be drained now, where it does not drain yet: it has reached its lifetime, or its last request. */
    @Nullable
    CloseReason worn(long now, Limits limits) {
        if (drainReason != null) {
            return null;
        }
        if (now - openedAt >= (long) (limits.lifetimeNanos() * (double) lifetimeFactor)) {
            return CloseReason.MAX_LIFETIME;
        }
        return requests >= limits.maxRequests() ? CloseReason.MAX_REQUESTS : null;
    }

    void peerAskedToClose() {
        peerAskedToClose = true;
    }

    void peerReset() {
        peerReset = true;
    }

    void peerWentAway() {
        peerWentAway = true;
    }

    void protocolError() {
        protocolError = true;
    }

    /** Why it was closed, when the peer closed it. */
    CloseReason reasonOfPeer() {
        if (peerReset) {
            return CloseReason.PEER_RST;
        }
        if (protocolError) {
            return CloseReason.PROTOCOL_ERROR;
        }
        if (peerWentAway) {
            return CloseReason.GOAWAY;
        }
        return phase == Phase.IDLE ? CloseReason.PEER_FIN_IDLE : CloseReason.CANCELLED;
    }

    /** Why it was closed, when this side closed it without this class having said so: the HTTP codec, or a handler. */
    CloseReason reasonOfHandler() {
        if (peerReset) {
            return CloseReason.PEER_RST;
        }
        if (protocolError) {
            return CloseReason.PROTOCOL_ERROR;
        }
        if (peerAskedToClose) {
            return CloseReason.PEER_CLOSE_HDR;
        }
        if (drainReason != null) {
            return drainReason;
        }
        return phase == Phase.IDLE ? CloseReason.SHUTDOWN : CloseReason.CANCELLED;
    }

    boolean draining() {
        return drainReason != null;
    }

    boolean http2() {
        return http2;
    }

    int inFlight() {
        return inFlight;
    }

    /** Whether a request is being handled: it must not be cut by any limit of time but the drain time. */
    boolean handling() {
        return inFlight > 0;
    }
}
