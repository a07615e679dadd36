package dev.cistern.bench.net;

import dev.cistern.bench.node.LiveHeap;
import dev.cistern.bench.node.NodeCertificate;
import dev.cistern.bench.node.NodeLaunch;
import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.trial.Trial;
import dev.cistern.bench.trial.TrialCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What an idle connection costs both of its ends. */
@Command(
        name = "memory",
        mixinStandardHelpOptions = true,
        description = {
            "Heap per idle connection, of a node and of the pooled client, plain and over TLS, each from 10000",
            "connections between two processes, counted after full collections. About 2 minutes.",
            "With --total, so many plain connections over several pairs of processes."
        })
final class MemoryOfIdleCommand extends TrialCommand {
    private static final Duration FIRST_START = Duration.ofMinutes(5);
    private static final long PLAIN_BYTES_MAX = 9_000;
    private static final long TLS_BYTES_MAX = 15_000;
    /** Enough that classes are loaded and pools of buffers filled before anything is counted. */
    private static final int WARMING = 500;
    /** What a node admits when its process may have 20,000 descriptors: 80 % of them. */
    private static final int PER_PROCESS = 15_000;

    private static final int LINES = 25;

    @Option(names = "--connections", paramLabel = "N", defaultValue = "10000", description = "Default: 10000")
    private int connections;

    @Option(names = "--total", paramLabel = "N", defaultValue = "0", description = "Over several pairs; default: none")
    private int total;

    @Option(names = "--profile", description = "Print which classes the bytes are in.")
    private boolean profile;

    /** A node, a client, and how they were before the connections that count. */
    private record Pair(NodeProcess node, IdleFleet fleet) {}

    @Override
    protected void run(Trial trial) throws Exception {
        if (total > 0) {
            manyPairs(trial);
            return;
        }
        measure(trial, "plain", Optional.empty());
        measure(trial, "TLS", Optional.of(NodeCertificate.make(trial.newFolder("certificate"))));
    }

    private void measure(Trial trial, String kind, Optional<NodeCertificate> certificate) throws Exception {
        long most = certificate.isPresent() ? TLS_BYTES_MAX : PLAIN_BYTES_MAX;
        Pair pair = pair(trial, kind, certificate);
        pair.fleet().open(WARMING);
        LiveHeap nodeBefore = LiveHeap.of(pair.node().pid());
        LiveHeap fleetBefore = LiveHeap.of(pair.fleet().pid());
        int idle = pair.fleet().open(connections);
        long seen = Sockets.established(pair.node().launch().port());
        LiveHeap node = LiveHeap.of(pair.node().pid());
        LiveHeap fleet = LiveHeap.of(pair.fleet().pid());
        trial.check(
                kind + ": all connections are open, as the kernel counts them at the node",
                // Those who asked whether the node is ready may still be there.
                seen >= connections + WARMING && idle == connections + WARMING,
                seen + " there, " + idle + " idle in the pool; " + pair.fleet().words());
        judge(trial, kind + ", node", new LiveHeap[] {nodeBefore, node}, most);
        judge(trial, kind + ", client", new LiveHeap[] {fleetBefore, fleet}, most);
        pair.fleet().close();
        pair.node().close();
    }

    private void judge(Trial trial, String end, LiveHeap[] beforeAndNow, long most) {
        long each = (beforeAndNow[1].bytes() - beforeAndNow[0].bytes()) / connections;
        if (profile) {
            trial.say("%s, bytes per connection by class:", end);
            beforeAndNow[1].growthSince(beforeAndNow[0], connections, LINES).forEach(trial::print);
        }
        trial.check(
                end + ": an idle connection costs at most " + most / 1000 + " KB of heap",
                each <= most,
                each + " bytes each");
    }

    private Pair pair(Trial trial, String name, Optional<NodeCertificate> certificate) throws Exception {
        NodeLaunch launch = NodeLaunch.in(trial.newFolder("data-" + name))
                .with("net.http.server_idle_time=1h", "net.http.max_conns=100000", "net.http.server_max_lifetime=24h");
        NodeLaunch secured =
                certificate.map(files -> launch.with(files.settings())).orElse(launch);
        NodeProcess node = trial.keep(NodeProcess.start(secured, trial.folder().resolve(name + ".log")));
        node.awaitBanner(FIRST_START);
        Optional<Path> roots = certificate.map(NodeCertificate::certificate);
        return new Pair(node, IdleFleet.start(trial, launch.port(), roots));
    }

    private void manyPairs(Trial trial) throws Exception {
        int pairs = (total + PER_PROCESS - 1) / PER_PROCESS;
        List<Pair> all = new ArrayList<>();
        long seen = 0;
        long nodes = 0;
        long fleets = 0;
        for (int at = 0; at < pairs; at++) {
            Pair pair = pair(trial, "pair-" + at, Optional.empty());
            all.add(pair);
            int share = total / pairs + (at < total % pairs ? 1 : 0);
            pair.fleet().open(WARMING);
            nodes -= LiveHeap.of(pair.node().pid()).bytes();
            fleets -= LiveHeap.of(pair.fleet().pid()).bytes();
            trial.say("pair %d: %d connections idle", at + 1, pair.fleet().open(share - WARMING));
        }
        for (Pair pair : all) {
            seen += Sockets.established(pair.node().launch().port());
            nodes += LiveHeap.of(pair.node().pid()).bytes();
            fleets += LiveHeap.of(pair.fleet().pid()).bytes();
        }
        trial.check(
                "all connections are open at once, as the kernel counts them at the nodes",
                seen >= total,
                seen + " over " + pairs + " nodes; they take " + nodes / 1_000_000 + " MB of all nodes' heap, and "
                        + fleets / 1_000_000 + " MB of all clients'");
        long counted = total - (long) pairs * WARMING;
        trial.check(
                "each costs both ends at most 9 KB of heap",
                nodes / counted <= PLAIN_BYTES_MAX && fleets / counted <= PLAIN_BYTES_MAX,
                nodes / counted + " and " + fleets / counted + " bytes");
    }
}
