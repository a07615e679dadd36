package dev.cistern.node.cli.live;

import dev.cistern.node.cli.remote.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Answers of a node, made by hand. */
public final class Looks {
    private Looks() {}

    public static Look of(String json) {
        try {
            return new Look(Json.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A quiet node, {@code seconds} after its start, that has had so many requests to its backend. */
    public static String quiet(int seconds, int requests) {
        return """
                {"at": "2026-11-25T04:00:%1$02dZ", "uptime_ms": %1$d000,
                 "node": {"requests": %2$d, "failed": 1, "open_descriptors": 134, "most_descriptors": 20000},
                 "alerts": [{"alert": "CisternDialErrors", "state": "ok"}],
                 "layers": [
                  {"layer": "clients", "number": 1, "dials_per_1000": 20.0,
                   "figures": {"open": 12, "idle": 4, "active": 8, "in_header": 0, "draining": 0, "accepted": 14,
                     "refused": 0, "requests": %2$d},
                   "closes": {"idle_timeout": 2, "peer_rst": 0}, "ages_p50_ms": 3000, "ages_p99_ms": 9000.5},
                  {"layer": "backends", "number": 3, "dials_per_1000": 6.7,
                   "figures": {"open": 5, "idle": 3, "active": 1, "dialling": 1, "draining": 0, "waiting": 2,
                     "dials": 8, "opened": 7, "requests": %2$d, "reused": 1193, "refused": 0, "retries": 1,
                     "idle_bytes": 26880},
                   "acquire_times_p50_ms": 0.055, "acquire_times_p99_ms": 3.2, "dial_times_p50_ms": 120,
                   "dial_times_p99_ms": 1488,
                   "closes": {"idle_timeout": 0, "config_drain": %3$d},
                   "recent_closes": [{"when": "2026-11-25T03:59:59.120Z", "reason": "config_drain",
                     "peer": "http://10.0.0.7:80", "age_ms": 4600, "requests": 13}],
                   "limits": [{"key": "net.http.backend_conns_per_host", "value": "256", "effective": "256",
                     "why": "default"}],
                   "hosts": [{"host": "http://10.0.0.7:80", "figures": {"open": 5, "idle": 3, "active": 1, "dialling": 1,
                      "draining": 0, "waiting": 2, "dials": 8, "opened": 7, "requests": %2$d, "reused": 1193},
                     "acquire_times_p99_ms": 3.2, "dial_times_p99_ms": 1488,
                     "limits": [{"key": "net.http.backend_idle_conn_time", "effective": "18s",
                       "why": "peer's hint 20s − margin 2s"}]}]}]}
                """.formatted(seconds, requests, seconds / 10);
    }

    /** The same with an alert. */
    public static String alarmed(int seconds, int requests) {
        return quiet(seconds, requests).replace("{\"alert\": \"CisternDialErrors\", \"state\": \"ok\"}", """
                {"alert": "CisternPoolSaturated", "state": "firing", "severity": "critical",
                 "since": "2026-11-25T04:00:00Z", "summary": "Requests wait because a host is full",
                 "evidence": [{"where": "backends http://10.0.0.7:80", "figures": "5 of 5 open, 2 waiting"}],
                 "advice": "raise conns_per_host"}""");
    }
}
