package dev.cistern.node;

import dev.cistern.cluster.ClusterOptions;
import dev.cistern.cluster.NodeFacts;
import dev.cistern.cluster.peer.PeerSecret;
import dev.cistern.cluster.raft.RaftOptions;
import dev.cistern.cluster.raft.RaftTls;
import dev.cistern.conf.ClusterSettings;
import dev.cistern.conf.InvalidValueException;
import dev.cistern.conf.ServerIdentity;
import dev.cistern.conf.Settings;
import dev.cistern.conf.TrustedRoots;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What must be right about a node among others before it starts, and the files that say it.
 *
 * @param settings of the node
 * @param secret null for none
 * @param identity what it shows to other Raft servers, null for nothing
 * @param roots whom it believes about other nodes, null for nobody in particular
 */
record ClusterStart(
        ClusterSettings settings,
        @Nullable PeerSecret secret,
        @Nullable ServerIdentity identity,
        @Nullable TrustedRoots roots) {

    /** Reads the files. Blocks. */
    static ClusterStart read(Settings boot) throws StartException {
        ClusterSettings settings = boot.cluster();
        refuseOpenPort(settings);
        refuseWildcard(settings, boot);
        try {
            Path secret = settings.secretFile();
            ClusterSettings.Tls tls = settings.tls();
            TrustedRoots roots = tls == null ? null : TrustedRoots.parse(text(tls.roots()));
            ServerIdentity identity = tls == null
                    ? null
                    : ServerIdentity.parse(TrustedRoots.parse(text(tls.cert())).certificates(), text(tls.key()));
            return new ClusterStart(settings, secret == null ? null : PeerSecret.read(secret), identity, roots);
        } catch (IOException e) {
            throw new StartException("cluster.secret_file: " + e.getMessage(), e);
        } catch (InvalidValueException e) {
            throw new StartException("cluster.tls_cert_file, tls_key_file, tls_ca_file: " + e.reason(), e);
        }
    }

    private static String text(Path file) throws StartException {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new StartException("cluster TLS: " + file + " cannot be read: " + e, e);
        }
    }

    private static void refuseOpenPort(ClusterSettings settings) throws StartException {
        if (settings.tls() == null
                && !isLoopback("cluster.listen", settings.listen().host())) {
            throw new StartException(
                    "cluster.listen: " + settings.listen()
                            + " can be reached from other machines, and whoever reaches it"
                            + " could change what the cluster agreed on; name certificates with cluster.tls_cert_file,"
                            + " cluster.tls_key_file and cluster.tls_ca_file ('cistern cluster certs' makes them), or listen"
                            + " on 127.0.0.1",
                    null);
        }
    }

    /** Others cannot reach an address that means all of them. */
    private static void refuseWildcard(ClusterSettings settings, Settings boot) throws StartException {
        if (settings.advertise() == null
                && !settings.join().isEmpty()
                && (isWildcard(boot.node().listen().host())
                        || isWildcard(settings.listen().host()))) {
            throw new StartException(
                    "cluster.advertise: other nodes cannot reach this one at "
                            + boot.node().listen() + "; name the host by which they can",
                    null);
        }
    }

    private static boolean isWildcard(String host) {
        return host.equals("0.0.0.0") || host.equals("::");
    }

    private static boolean isLoopback(String key, String host) throws StartException {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new StartException(key + ": there is no host '" + host + "'", e);
        }
    }

    ClusterOptions options(Path dataDir, NodeFacts facts) {
        RaftTls tls = identity == null || roots == null
                ? null
                : new RaftTls(identity.chain(), identity.key(), roots.certificates());
        return new ClusterOptions(dataDir.resolve("cluster"), settings, secret, tls, facts, RaftOptions.Pace.STANDARD);
    }
}
