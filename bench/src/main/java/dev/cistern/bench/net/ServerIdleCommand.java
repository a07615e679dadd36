package dev.cistern.bench.net;

import dev.cistern.bench.farend.FarEnd;
import dev.cistern.bench.farend.FarEndOptions;
import dev.cistern.bench.farend.Manners;
import dev.cistern.bench.http.HttpConnection;
import dev.cistern.bench.http.Request;
import dev.cistern.bench.http.Response;
import dev.cistern.bench.node.NodeLaunch;
import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.trial.Trial;
import dev.cistern.bench.trial.TrialCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Command;

/** A node's idle time is the time between requests, and nothing else. */
@Command(
        name = "server-idle",
        mixinStandardHelpOptions = true,
        description = {
            "A node's idle time of 1 s cuts no request: one whose answer takes 5 s, since its backend does, gets its 200; a"
                    + " silent connection is closed after 1 s, and a header that comes too slowly at header_timeout. 15 s."
        })
final class ServerIdleCommand extends TrialCommand {
    private static final Duration FIRST_START = Duration.ofMinutes(5);
    private static final Duration SERVICE = Duration.ofSeconds(5);
    private static final double IDLE_SECONDS = 1;
    private static final double HEADER_SECONDS = 2;
    private static final double SLACK_SECONDS = 0.6;
    private static final Duration GIVE_UP = Duration.ofSeconds(10);
    private static final int BYTE_MILLIS = 100;

    @Override
    protected void run(Trial trial) throws Exception {
        FarEnd backend = FarEnd.start(trial, FarEndOptions.plain());
        backend.behave(Manners.good().serving(SERVICE));
        NodeLaunch launch = NodeLaunch.in(trial.newFolder("data"))
                .with("net.http.server_idle_time=1s", "net.http.header_timeout=2s");
        NodeProcess node = trial.keep(NodeProcess.start(launch, trial.folder().resolve("node.log")));
        trial.say("node ready in %d ms", node.awaitReady(FIRST_START).toMillis());
        slowHandler(trial, node, backend);
        slowHeader(trial, node);
    }

    private static void slowHandler(Trial trial, NodeProcess node, FarEnd backend) throws Exception {
        String body = String.format(
                Locale.ROOT,
                "{\"action\":\"create-bck\",\"value\":{\"backend\":\"http://127.0.0.1:%d/\"}}",
                backend.port());
        try (HttpConnection connection = HttpConnection.open(node.address())) {
            Response made =
                    connection.exchange(Request.of("POST", "/v1/buckets/cold").withJson(body));
            trial.check("a bucket with a backend is made", made.status() == 200, made.status() + " " + made.text());
            long start = System.nanoTime();
            Response answer = connection.exchange(Request.get("/v1/objects/cold/slow"));
            double seconds = seconds(start);
            trial.check(
                    "a request that takes 5 s is answered with 200, at an idle time of 1 s",
                    answer.status() == 200
                            && seconds >= SERVICE.toSeconds()
                            && backend.seen().requests() == 1,
                    String.format(
                            Locale.ROOT,
                            "%d after %.2f s, the backend saw %d request",
                            answer.status(),
                            seconds,
                            backend.seen().requests()));
            long idleSince = System.nanoTime();
            boolean closed = connection.awaitClose(GIVE_UP);
            double idle = seconds(idleSince);
            trial.check(
                    "after it the connection is closed when it was idle for 1 s",
                    closed && idle >= IDLE_SECONDS - 0.01 && idle <= IDLE_SECONDS + SLACK_SECONDS,
                    String.format(Locale.ROOT, "closed after %.2f s", idle));
        }
    }

    private static void slowHeader(Trial trial, NodeProcess node) throws Exception {
        try (HttpConnection connection = HttpConnection.open(node.address())) {
            byte[] head = "GET /_health/live HTTP/1.1\r\nHost: slow\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII);
            long start = System.nanoTime();
            connection.output().write(head);
            boolean cut = false;
            while (!cut && seconds(start) < GIVE_UP.toSeconds()) {
                cut = !drips(connection) || connection.awaitClose(Duration.ofMillis(BYTE_MILLIS));
            }
            double seconds = seconds(start);
            trial.check(
                    "a header of a byte every 100 ms is cut at header_timeout, 2 s",
                    cut && seconds >= HEADER_SECONDS - 0.1 && seconds <= HEADER_SECONDS + SLACK_SECONDS,
                    String.format(Locale.ROOT, "cut after %.2f s", seconds));
        }
    }

    /** Sends another byte; false when the node takes none. */
    private static boolean drips(HttpConnection connection) {
        try {
            connection.output().write('a');
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
