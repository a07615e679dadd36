package dev.cistern.bench.races;

import dev.cistern.bench.http.HttpConnection;
import dev.cistern.bench.http.Request;
import dev.cistern.bench.http.Response;
import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.trial.Trial;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

/** Where races are run: a node, reached over S3, that can be killed and comes back on the same port. Used by all threads. */
final class Track {
    static final String BUCKET = "races";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Trial trial;
    private final Path log;
    private volatile NodeProcess node;
    private volatile int kills;

    Track(Trial trial, NodeProcess node, Path log) {
        this.trial = trial;
        this.node = node;
        this.log = log;
    }

    Trial trial() {
        return trial;
    }

    InetSocketAddress address() {
        return node.address();
    }

    static String target(String key) {
        return "/" + BUCKET + "/" + key;
    }

    /** One request over a connection of its own. */
    Response ask(Request request) throws IOException {
        try (HttpConnection connection = HttpConnection.open(address())) {
            return connection.exchange(request);
        }
    }

    /** How often the node was killed: connections made before are broken, whether they know or not. */
    int kills() {
        return kills;
    }

    /** Sends SIGKILL to the node. Called by one thread at a time. */
    void kill() {
        int before = kills;
        kills = before + 1;
        node.kill();
    }

    /** Starts the killed node anew and waits until it serves. */
    void revive() throws IOException, InterruptedException {
        node = trial.keep(NodeProcess.start(node.launch(), log));
        trial.say("killed, and ready again in %d ms", node.awaitReady(PATIENCE).toMillis());
    }
}
