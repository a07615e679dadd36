package dev.cistern.bench.flip;

import dev.cistern.bench.trial.Trial;
import dev.cistern.bench.trial.TrialCommand;
import dev.cistern.conf.PeerProtocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Turns every knob of the connection layers under load. */
@Command(
        name = "flip",
        mixinStandardHelpOptions = true,
        description = {
            "PUT and GET with checksums through all three layers while every 200 ms one knob of any layer is turned:",
            "0 failed, 0 corrupted, 0 unsafe retries, every flip in the audit log. About 3 minutes.",
            "",
            "A node under trial has a bucket of its own (layer 1), one in front of a bucket of a second node (layers 1"
                    + " and 2; all PUTs go there, and every GET after a PUT), and one in front of an HTTP server (layers"
                    + " 1 and 3, mostly cold). The node behind counts by its access log, the server by itself.",
            "",
            "Unsafe is a PUT with If-None-Match: * that the node behind has acted on twice. PUTs without a condition"
                    + " may be repeated (RFC 9110 9.2.2); how often they were is printed.",
            "",
            "Knobs are turned to values with which this load can be served:",
            "  server_idle_time 2s-30s, header_timeout 2s-30s, max_conns 512-16384, server_max_lifetime 1s-1h,",
            "  server_max_requests 0 (no limit), 20-1000, drain_time 5s-1m; of peers and of backends alike:",
            "  idle_conn_time 500ms-15s, idle_conns 0 (no limit), 8-2000, idle_conns_per_host 2-100,",
            "  conns_per_host 24-256, max_waiters 256-4096, acquire_timeout 10s-30s, dials_per_host 2-32,",
            "  connect_timeout and tls_timeout 3s-10s, max_lifetime 1s-10m, min_idle 0-8,",
            "  max_requests 0 (no limit), 50-1000, dial_rate 0 (no limit), 100-1000; and idle_memory 1MiB-64MiB, strict,",
            "  heartbeat_interval_ms 200-5000, idle_timeout_ms 3000-20000, conn_window_bytes 256KiB-32MiB,",
            "  stream_window_bytes 64KiB-8MiB, protocol http1 and http2, keepalive_enabled."
        })
public final class FlipCommand extends TrialCommand {
    /** What is spoken on layer 1 all the time, and on layer 2 in the beginning. */
    enum Spoken {
        HTTP1,
        HTTP2,
        BOTH
    }

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "60", description = "For each protocol. Default: 60")
    private int seconds;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Requests a second wanted; what the machine holds is printed. Default: 2000")
    private int rate;

    @Option(
            names = "--protocol",
            paramLabel = "NAME",
            defaultValue = "both",
            description = "http1, http2 or both. Default: both")
    @SuppressWarnings("NullAway.Init")
    private Spoken protocol;

    @Override
    protected void run(Trial trial) throws Exception {
        List<PeerProtocol> protocols = new ArrayList<>();
        if (protocol != Spoken.HTTP2) {
            protocols.add(PeerProtocol.HTTP1);
        }
        if (protocol != Spoken.HTTP1) {
            protocols.add(PeerProtocol.HTTP2);
        }
        for (PeerProtocol each : protocols) {
            new FlipPhase(trial, each).run(Duration.ofSeconds(seconds), rate);
        }
    }
}
