package dev.cistern.net;

/**
 * Why a connection was closed. Every close has exactly one reason, and who decided first gives it, so the closes by
 * reason always add up to the closes. The set is closed: figures, metrics and documents list all of it, in this order.
 */
public enum CloseReason {
    /** It waited longer than its idle time for the next request. */
    IDLE_TIMEOUT("idle_timeout"),
    /** It was surplus to the idle connections that its host may keep. */
    IDLE_CAP_HOST("idle_cap_host"),
    /** It was surplus to the idle connections that its layer may keep. */
    IDLE_CAP_TOTAL("idle_cap_total"),
    /** It reached its lifetime and was drained. */
    MAX_LIFETIME("max_lifetime"),
    /** It served as many requests as a connection may. */
    MAX_REQUESTS("max_requests"),
    /** The peer closed it in order, between requests. */
    PEER_FIN_IDLE("peer_fin_idle"),
    /** The peer reset it, whether idle or in the middle of a request. */
    PEER_RST("peer_rst"),
    /** The peer asked for it with {@code Connection: close}, or by speaking HTTP/1.0 without keep-alive. */
    PEER_CLOSE_HDR("peer_close_hdr"),
    /** The peer sent an HTTP/2 GOAWAY and then closed. */
    GOAWAY("goaway"),
    /** The answer to an HTTP/2 PING did not come in time. */
    PING_TIMEOUT("ping_timeout"),
    /** It could not be dialled. */
    CONNECT_FAIL("connect_fail"),
    /** Its TLS handshake failed. */
    TLS_FAIL("tls_fail"),
    /** What the peer sent was not HTTP, or broke HTTP's limits. */
    PROTOCOL_ERROR("protocol_error"),
    /** The answer was complete, and the rest of the request's body was still to come. */
    BODY_UNDRAINED("body_undrained"),
    /** A request in flight was given up, by the peer that closed or by the node that could not go on. */
    CANCELLED("cancelled"),
    /** A changed setting made it surplus or too old while it was idle. */
    CONFIG_DRAIN("config_drain"),
    /** Its address is no longer among those of its host's name. */
    DNS_REMOVED("dns_removed"),
    /** File descriptors ran short. */
    FD_PRESSURE("fd_pressure"),
    /** Whoever held it forgot to give it back. */
    LEAK("leak"),
    /** The node stops. */
    SHUTDOWN("shutdown"),
    /** The headers of a request, or what comes before them, took longer than the header timeout. */
    HEADER_TIMEOUT("header_timeout");

    private final String label;

    CloseReason(String label) {
        this.label = label;
    }

    /**
     * The name of the reason in figures, metrics and logs.
     *
     * @return lower case with underscores; never changes
     */
    public String label() {
        return label;
    }
}
