package dev.cistern.node.cli.live;

import java.util.Map;

/** Why connections end, for people. */
public final class Reasons {
    private static final Map<String, String> MEANINGS = Map.ofEntries(
            Map.entry("idle_timeout", "unused for longer than its idle time"),
            Map.entry("idle_cap_host", "more idle ones than a host may keep"),
            Map.entry("idle_cap_total", "more idle ones than the layer may keep"),
            Map.entry("max_lifetime", "old enough; a new one takes its place"),
            Map.entry("max_requests", "carried as many requests as one may"),
            Map.entry("peer_fin_idle", "the other side closed it while it was idle"),
            Map.entry("peer_rst", "the other side reset it"),
            Map.entry("peer_close_hdr", "the other side asked for it: Connection: close"),
            Map.entry("goaway", "the other side sent an HTTP/2 GOAWAY"),
            Map.entry("ping_timeout", "no answer to an HTTP/2 PING"),
            Map.entry("connect_fail", "could not be dialled"),
            Map.entry("tls_fail", "TLS handshake failed"),
            Map.entry("protocol_error", "what came was not HTTP"),
            Map.entry("body_undrained", "answered before all of the request had come"),
            Map.entry("cancelled", "a request in flight was given up"),
            Map.entry("config_drain", "a changed setting made it surplus"),
            Map.entry("dns_removed", "its address left the host's name"),
            Map.entry("fd_pressure", "file descriptors ran short"),
            Map.entry("leak", "taken and not given back"),
            Map.entry("shutdown", "the node stops"),
            Map.entry("header_timeout", "headers took too long"));

    private Reasons() {}

    /** A few words; empty for a reason that this command does not know. */
    public static String meaning(String reason) {
        return MEANINGS.getOrDefault(reason, "");
    }
}
