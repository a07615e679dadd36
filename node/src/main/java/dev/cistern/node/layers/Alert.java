package dev.cistern.node.layers;

import com.google.errorprone.annotations.Immutable;
import java.time.Duration;

/**
 * What an operator should know at once. The set is closed; each has a rule of the same name in
 * {@code k8s/monitoring/cistern-connections.rules.yaml}, for those who alert from their Prometheus.
 */
public enum Alert {
    CONNECTIONS_HIGH(
            new Told(
                    "CisternConnectionsHigh",
                    "Client connections or file descriptors are above 80 % of their limit",
                    "look in 'cistern connections' at who connects; shorten net.http.server_idle_time, or raise"
                            + " net.http.max_conns and the process' limit of open files"),
            Severity.WARNING,
            10,
            NodeFlags.MANY_CONNECTIONS),
    CLIENTS_REFUSED(
            new Told(
                    "CisternClientsRefused",
                    "Client connections are turned away",
                    "raise net.http.max_conns, and the process' limit of open files where it clamps that; or add nodes"),
            Severity.CRITICAL,
            0,
            NodeFlags.TOO_MANY_CONNECTIONS),
    POOL_SATURATED(
            new Told(
                    "CisternPoolSaturated",
                    "Requests wait or are refused because a host has as many connections as it may have",
                    "raise [backend_]conns_per_host if the host can take more; else find out why it is slow"),
            Severity.CRITICAL,
            15,
            NodeFlags.TOO_MANY_CONNECTIONS),
    STALE_CONNECTIONS(
            new Told(
                    "CisternStaleConnections",
                    "Peers close connections that were kept for reuse",
                    "set [backend_]idle_conn_time to at least 2 s less than the peer's idle time"),
            Severity.WARNING,
            15,
            NodeFlags.KEEP_ALIVE_ERRORS),
    DIAL_ERRORS(
            new Told(
                    "CisternDialErrors",
                    "More than one dial in ten fails",
                    "the last closes in 'cistern connections' name the hosts: check their addresses, firewalls and"
                            + " certificates"),
            Severity.CRITICAL,
            15,
            NodeFlags.KEEP_ALIVE_ERRORS),
    CONNECTION_CHURN(
            new Told(
                    "CisternConnectionChurn",
                    "More than 100 dials for 1,000 requests: connections are not reused",
                    "see which close reason leads: idle_cap_host wants more [backend_]idle_conns_per_host, idle_timeout a"
                            + " longer [backend_]idle_conn_time; 'cistern advise net.http' computes both"),
            Severity.WARNING,
            15,
            0),
    DIAL_RATE_LIMITED(
            new Told(
                    "CisternDialRateLimited",
                    "Requests wait because dials are begun no faster than dial_rate",
                    "find out why so many connections are needed anew (see CisternConnectionChurn), or raise"
                            + " [backend_]dial_rate"),
            Severity.WARNING,
            15,
            0),
    CONNECTION_LEAKS(
            new Told(
                    "CisternConnectionLeaks",
                    "Connections were taken and not given back",
                    "a fault of the node: report it with the log; the connections were closed and replaced"),
            Severity.WARNING,
            0,
            0),
    PING_TIMEOUTS(
            new Told(
                    "CisternPingTimeouts",
                    "Peers do not answer HTTP/2 pings",
                    "a peer hangs or the network loses packets; if it is only slow, raise transport.idle_timeout_ms"),
            Severity.WARNING,
            0,
            NodeFlags.KEEP_ALIVE_ERRORS),
    REQUESTS_FAILING(
            new Told(
                    "CisternRequestsFailing",
                    "More than one request in a hundred fails by the node's fault",
                    "the log says of each why; 'cistern config history' shows whether a setting changed before"),
            Severity.CRITICAL,
            10,
            0),
    SETTINGS_REJECTED(
            new Told(
                    "CisternSettingsRejected",
                    "A settings file cannot be used; the last good settings stay in force",
                    "'cistern config cluster' and the log name file, line, key and reason"),
            Severity.WARNING,
            0,
            0),
    DISK_LOW(
            new Told(
                    "CisternDiskLow",
                    "A disk of the node has little room left",
                    "delete something, add room, or lower store.free_warn; 'cistern store usage' shows what takes it"),
            Severity.WARNING,
            0,
            NodeFlags.LOW_CAPACITY),
    DISK_FULL(
            new Told(
                    "CisternDiskFull",
                    "A disk of the node is full and takes no bodies; where none has room, writes are refused",
                    "delete something or add room; writes go on by themselves when there is more than store.free_min"),
            Severity.CRITICAL,
            0,
            NodeFlags.OUT_OF_SPACE),
    DISK_FAILED(
            new Told(
                    "CisternDiskFailed",
                    "A disk of the node failed: that of the data folder takes no writes then, another is taken out",
                    "'cistern store disks' and the log say which, and how it failed; it is used again by itself when it works again,"
                            + " in a cluster that of the data folder after a restart of the node"),
            Severity.CRITICAL,
            0,
            NodeFlags.DISK_FAULT),
    OBJECTS_DAMAGED(
            new Told(
                    "CisternObjectsDamaged",
                    "The scrub found damaged objects that no other node could replace",
                    "'cistern store scrub status' names them: write them again from where they came, or delete them; then"
                            + " look at the health of the disk"),
            Severity.CRITICAL,
            0,
            0);

    private final Told told;
    private final Severity severity;
    private final int holdsSeconds;
    private final long nodeFlag;

    @Immutable
    private record Told(String name, String summary, String advice) {}

    Alert(Told told, Severity severity, int holdsSeconds, long nodeFlag) {
        this.told = told;
        this.severity = severity;
        this.holdsSeconds = holdsSeconds;
        this.nodeFlag = nodeFlag;
    }

    /** Its name everywhere: {@code CisternPoolSaturated}. */
    public String label() {
        return told.name;
    }

    /** What is the matter. */
    public String summary() {
        return told.summary;
    }

    /** What to do. */
    public String advice() {
        return told.advice;
    }

    public Severity severity() {
        return severity;
    }

    /** How long it must be true before it begins. */
    Duration holds() {
        return Duration.ofSeconds(holdsSeconds);
    }

    /** Its bit in AIStore's node state; 0 where that has none. */
    long nodeFlag() {
        return nodeFlag;
    }
}
