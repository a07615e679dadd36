package dev.cistern.bench.cluster;

import dev.cistern.bench.node.NodeLaunch;
import dev.cistern.bench.node.RepositoryRoot;
import dev.cistern.bench.node.Subnet;
import dev.cistern.bench.trial.Ran;
import dev.cistern.bench.trial.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Nodes on hosts of their own, with a secret and certificates as machines of their own need them, whose wires can be cut. One
 * thread's.
 */
final class Network implements Site.Ground {
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int PORT = 7070;
    private static final int RAFT_PORT = 7071;

    private final Subnet subnet;
    private final Path certificates;
    private final Path secret;
    private final Map<String, Subnet.Host> hosts = new ConcurrentSkipListMap<>();
    private final List<Cut> cuts = new ArrayList<>();

    private record Cut(Subnet.Host from, Subnet.Host to) {}

    private Network(Subnet subnet, Path certificates, Path secret) {
        this.subnet = subnet;
        this.certificates = certificates;
        this.secret = secret;
    }

    /** Makes one, or says why that cannot be done here. */
    static Optional<Network> make(Trial trial) throws IOException, InterruptedException {
        Optional<Subnet> made = Subnet.make(trial);
        if (made.isEmpty()) {
            return Optional.empty();
        }
        Path secret =
                Files.writeString(trial.folder().resolve("secret"), "of all nodes of this run, and long enough\n");
        return Optional.of(new Network(made.get(), trial.newFolder("certs"), secret));
    }

    @Override
    public NodeLaunch launch(String name, NodeLaunch launch) throws IOException, InterruptedException {
        Subnet.Host host = hosts.get(name);
        if (host == null) {
            host = subnet.host();
            hosts.put(name, host);
            List<String> command = List.of(
                    RepositoryRoot.path().resolve("cistern").toString(),
                    "cluster",
                    "certs",
                    "--out",
                    certificates.toString(),
                    host.address());
            String made = Ran.within(LONGEST, command).orThrow(command);
            assert !made.isEmpty();
        }
        return launch.on(host)
                .onPort(PORT)
                .with(
                        "node.allow_open=true",
                        "cluster.listen=" + host.address() + ":" + RAFT_PORT,
                        "cluster.secret_file=" + secret,
                        "cluster.tls_cert_file=" + certificates.resolve(host.address() + ".pem"),
                        "cluster.tls_key_file=" + certificates.resolve(host.address() + "-key.pem"),
                        "cluster.tls_ca_file=" + certificates.resolve("ca.pem"));
    }

    /** What one node sends to another is lost from now on. */
    void cut(String from, String to) throws IOException, InterruptedException {
        Cut cut = new Cut(host(from), host(to));
        subnet.cut(cut.from, cut.to);
        cuts.add(cut);
    }

    /** All that was cut. */
    void mend() throws IOException, InterruptedException {
        for (Cut cut : List.copyOf(cuts)) {
            subnet.mend(cut.from, cut.to);
            cuts.remove(cut);
        }
    }

    private Subnet.Host host(String name) {
        return Objects.requireNonNull(hosts.get(name), name);
    }
}
