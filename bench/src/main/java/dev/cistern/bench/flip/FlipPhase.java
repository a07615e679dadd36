package dev.cistern.bench.flip;

import dev.cistern.bench.http.HttpConnection;
import dev.cistern.bench.http.Request;
import dev.cistern.bench.http.Response;
import dev.cistern.bench.node.NodeLaunch;
import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.trial.Trial;
import dev.cistern.conf.PeerProtocol;
import dev.cistern.conf.PoolSettings;
import dev.cistern.conf.TransportSettings;
import dev.cistern.net.client.ClientOptions;
import dev.cistern.net.client.ClientSettings;
import dev.cistern.net.client.PooledHttpClient;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A node, a node behind it, a server behind it, and the load, in one protocol; from their start to the verdict. */
final class FlipPhase {
    private static final Duration FIRST_START = Duration.ofMinutes(5);
    private static final Duration LAST_STOP = Duration.ofSeconds(60);
    private static final int SHOWN_MAX = 10;

    private final Trial trial;
    private final PeerProtocol protocol;
    private final Path folder;
    private final Vertx vertx;
    private final Path peerLog;
    private final NodeProcess peer;
    private final NodeProcess node;
    private final CountedOrigin origin;

    FlipPhase(Trial trial, PeerProtocol protocol) throws Exception {
        this.trial = trial;
        this.protocol = protocol;
        this.folder = trial.newFolder(name());
        this.vertx = Vertx.vertx();
        trial.keep(() -> vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS));
        this.peerLog = folder.resolve("behind-access.log");
        this.peer = start("behind", "log.access=" + peerLog);
        this.node = start("node", "transport.protocol=" + name());
        this.origin = new CountedOrigin(vertx, trial.seed());
        createBucket(peer, "behind", "");
        createBucket(node, "own", "");
        createBucket(node, "front", "cistern://127.0.0.1:" + peer.address().getPort() + "/behind");
        createBucket(node, "origin", origin.url());
    }

    private String name() {
        return protocol.name().toLowerCase(Locale.ROOT);
    }

    private NodeProcess start(String called, String setting) throws IOException, InterruptedException {
        Path log = folder.resolve(called + ".log");
        NodeLaunch launch = NodeLaunch.in(folder.resolve(called)).with(setting);
        NodeProcess started = trial.keep(NodeProcess.start(launch, log));
        Duration took = started.awaitReady(FIRST_START);
        trial.say("%s: the node '%s' is ready after %d ms", name(), called, took.toMillis());
        return started;
    }

    private static void createBucket(NodeProcess at, String bucket, String backend) throws IOException {
        String value = backend.isEmpty() ? "" : ",\"value\":{\"backend\":\"" + backend + "\"}";
        try (HttpConnection connection = HttpConnection.open(at.address())) {
            Response made = connection.exchange(
                    Request.of("POST", "/v1/buckets/" + bucket).withJson("{\"action\":\"create-bck\"" + value + "}"));
            if (made.status() != 200) {
                throw new IOException("bucket " + bucket + " was not made: " + made.text());
            }
        }
    }

    void run(Duration length, int rate) throws Exception {
        Load load = trial.keep(new Load(trial.seed()));
        Flipper flipper = new Flipper(trial, node.address(), new Knobs(trial.random("knobs " + name())));
        PooledHttpClient http2 = http2();
        InetSocketAddress to = node.address();
        long start = System.nanoTime();
        load.start(
                trial.random("load " + name()),
                rate,
                () -> protocol == PeerProtocol.HTTP2 ? new Http2Client(http2, to) : new SocketClient(to));
        flipper.flipUntil(start + length.toNanos());
        double seconds = (System.nanoTime() - start) / 1e9;
        long requests = load.tally().requests();
        load.stop();
        long races = load.tally().races() + http2.retries();
        report(load.tally(), requests / seconds, rate, races);
        flipper.report((int) (length.toMillis() / 200 * 8 / 10));
        boolean alive = node.isAlive() && peer.isAlive();
        trial.check("the node still runs", alive, alive ? "it does" : "its log ends: " + node.logTail());
        http2.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        count(load.tally());
    }

    private PooledHttpClient http2() {
        PoolSettings pool = new PoolSettings(
                Duration.ofSeconds(15),
                64,
                64,
                8,
                4096,
                Duration.ofSeconds(30),
                8,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofMinutes(10),
                0,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                9 << 10);
        TransportSettings transport = new TransportSettings(
                Duration.ofSeconds(2), Duration.ofSeconds(20), 16 << 20, 4 << 20, PeerProtocol.HTTP2, true);
        return new PooledHttpClient(
                vertx,
                ClientOptions.defaults(),
                new ClientSettings(pool, transport),
                System::nanoTime,
                new Random(trial.seed()));
    }

    private void report(Tally tally, double held, int rate, long races) {
        trial.say(
                "%s: %.0f requests a second held of %d wanted, p50 %.1f ms, p99 %.1f ms; %d starts were late by more than"
                        + " 100 ms",
                name(), held, rate, tally.quantile(500), tally.quantile(990), tally.lateStarts());
        new TreeMap<>(tally.kinds()).forEach((kind, count) -> trial.say("%8d  %s", count.sum(), kind));
        trial.say(
                "%d requests met a connection that the node was closing, and were sent again, as any client may",
                races);
        show(tally.failures());
        show(tally.wrongBytes());
        trial.check(
                name() + ": 0 failed requests",
                tally.failures().isEmpty() && tally.requests() > 0,
                tally.failures().size() + " failed, " + tally.requests() + " served");
        trial.check(
                name() + ": 0 corrupted",
                tally.wrongBytes().isEmpty(),
                tally.wrongBytes().size() + " bodies were not the ones last acknowledged");
    }

    private void show(List<String> lines) {
        lines.stream().limit(SHOWN_MAX).forEach(line -> trial.say("%s", line));
    }

    /** Counted by those behind. */
    private void count(Tally tally) throws IOException, InterruptedException {
        peer.terminate();
        boolean ended = peer.awaitExit(LAST_STOP).isPresent();
        trial.check(name() + ": the node behind ends in order", ended, ended ? "exit" : "still runs");
        PeerLedger ledger = new PeerLedger(peerLog);
        ledger.compare(trial, tally.puts());
        trial.say(
                "the HTTP server gave %d objects, %d of them more than once, and answered %d revalidations",
                origin.fetches(), origin.repeated(), origin.revalidations());
        trial.check(
                name() + ": all three layers carried the load",
                ledger.gets() > 0 && origin.fetches() > 0 && origin.revalidations() > 0 && origin.others() == 0,
                ledger.gets() + " GETs behind layer 2, " + origin.fetches() + " behind layer 3");
        node.kill();
    }
}
