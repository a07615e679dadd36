package dev.cistern.bench.limits;

import dev.cistern.bench.http.HttpConnection;
import dev.cistern.bench.http.Request;
import dev.cistern.bench.node.NodeLaunch;
import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.trial.Trial;
import dev.cistern.bench.trial.TrialCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** Clients that take their time, and more clients than are let in. */
@Command(name = "slow", description = "A slow header is cut at header_timeout; connections over max_conns are refused.")
public final class SlowCommand extends TrialCommand {
    private static final Duration FIRST_START = Duration.ofMinutes(5);
    private static final Duration HEADER_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration TOLERANCE = Duration.ofMillis(700);
    private static final Duration GIVE_UP = Duration.ofSeconds(10);
    private static final int BYTE_MILLIS = 100;
    private static final int MAX_CONNS = 50;
    private static final int OVER = 20;
    private static final Request PROBE = Request.get("/_health/live");

    @Override
    protected void run(Trial trial) throws Exception {
        NodeLaunch launch = NodeLaunch.in(trial.newFolder("data"))
                .with("net.http.header_timeout=" + HEADER_TIMEOUT.toSeconds() + "s", "net.http.max_conns=" + MAX_CONNS);
        NodeProcess node = trial.keep(NodeProcess.start(launch, trial.folder().resolve("node.log")));
        trial.say("ready in %d ms", node.awaitReady(FIRST_START).toMillis());
        slowHeader(trial, node, "from the first request on", false);
        slowHeader(trial, node, "on the second request of a connection", true);
        crowd(trial, node);
    }

    private static void slowHeader(Trial trial, NodeProcess node, String where, boolean second) throws Exception {
        try (HttpConnection slow = HttpConnection.open(node.address());
                HttpConnection other = HttpConnection.open(node.address())) {
            if (second) {
                slow.touch();
            }
            byte[] head = ("GET /_health/live HTTP/1.1\r\nHost: a\r\nX-Slow: " + "s".repeat(200) + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
            long start = System.nanoTime();
            boolean cut = false;
            int sent = 0;
            while (!cut && sent < head.length) {
                cut = isCut(slow, head[sent++]);
            }
            Duration after = Duration.ofNanos(System.nanoTime() - start);
            boolean inTime = after.minus(HEADER_TIMEOUT).abs().compareTo(TOLERANCE) <= 0;
            trial.check(
                    "a header sent byte by byte is cut at header_timeout, " + where,
                    cut && inTime,
                    (cut ? "cut" : "not cut") + " after " + after.toMillis() + " ms and " + sent + " bytes");
            int status = other.exchange(PROBE).status();
            trial.check("meanwhile others are served", status == 200, "status " + status);
        }
    }

    /** Sends one byte, then rests, watching for the end. */
    private static boolean isCut(HttpConnection slow, int octet) {
        try {
            slow.output().write(octet);
            return slow.awaitClose(Duration.ofMillis(BYTE_MILLIS));
        } catch (IOException e) {
            return true;
        }
    }

    private static void crowd(Trial trial, NodeProcess node) throws IOException {
        List<HttpConnection> within = new ArrayList<>();
        try {
            for (int i = 0; i < MAX_CONNS; i++) {
                HttpConnection connection = HttpConnection.open(node.address());
                within.add(connection);
                connection.touch();
            }
            int refused = 0;
            String how = "";
            for (int i = 0; i < OVER; i++) {
                String answer = refusal(node);
                if (!answer.isEmpty()) {
                    refused++;
                    how = answer;
                }
            }
            trial.check(
                    "connections over max_conns are refused", refused == OVER, refused + " of " + OVER + "; " + how);
            int served = 0;
            for (HttpConnection connection : within) {
                served += connection.exchange(PROBE).status() == 200 ? 1 : 0;
            }
            trial.check("those within are unharmed", served == MAX_CONNS, served + " of " + MAX_CONNS + " served");
            within.remove(0).close();
            trial.check("a place that becomes free is given away", isLetIn(node), "one closed, one let in");
        } finally {
            for (HttpConnection connection : within) {
                connection.close();
            }
        }
    }

    /** How a connection is refused; empty when it is served. */
    private static String refusal(NodeProcess node) {
        try (HttpConnection extra = HttpConnection.open(node.address())) {
            int status = extra.exchange(PROBE).status();
            return status == 503 ? "status 503" : "";
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static boolean isLetIn(NodeProcess node) {
        long deadline = System.nanoTime() + GIVE_UP.toNanos();
        while (System.nanoTime() < deadline) {
            if (refusal(node).isEmpty()) {
                return true;
            }
        }
        return false;
    }
}
