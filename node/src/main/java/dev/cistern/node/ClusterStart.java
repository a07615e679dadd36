package dev.cistern.node;

import dev.cistern.cluster.ClusterOptions;
import dev.cistern.cluster.NodeFacts;
import dev.cistern.cluster.peer.PeerKeyring;
import dev.cistern.cluster.raft.RaftOptions;
import dev.cistern.cluster.raft.RaftTls;
import dev.cistern.conf.ClusterSecrets;
import dev.cistern.conf.ClusterSettings;
import dev.cistern.conf.PeerTls;
import dev.cistern.conf.Settings;
import dev.cistern.conf.TlsSettings;
import dev.cistern.node.engine.LocalEngine;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What must be right about a node among others before it starts, and by what they know each other from then on.
 *
 * @param settings of the node
 * @param keyring its secrets, live; null for none
 * @param tls what it shows to other Raft servers and believes about them, live; null for nothing
 */
record ClusterStart(
        ClusterSettings settings,
        @Nullable PeerKeyring keyring,
        @Nullable RaftTls tls) {
    private static final Logger log = LoggerFactory.getLogger(ClusterStart.class);

    /** Blocks, to find out what the hosts are. */
    static ClusterStart of(Settings boot) throws StartException {
        ClusterSettings settings = boot.cluster();
        refuseOpenPort(settings);
        refuseWildcard(settings, boot);
        ClusterSecrets secrets = boot.tls().secrets();
        PeerTls peers = boot.tls().peers();
        return new ClusterStart(
                settings, secrets == null ? null : new PeerKeyring(secrets), peers == null ? null : new RaftTls(peers));
    }

    /** Whether there are other nodes that hear of no user made here: there is no secret to seal it with. */
    BooleanSupplier keepsUsersApart(LocalEngine engine) {
        return () -> keyring == null && engine.shared().cluster().isPresent();
    }

    /** Takes up what the files hold now. Takes some milliseconds of the processor where certificates are others. */
    void take(TlsSettings before, TlsSettings now) {
        ClusterSecrets secrets = now.secrets();
        PeerTls peers = now.peers();
        if (keyring != null && secrets != null && !Objects.equals(secrets, before.secrets())) {
            keyring.take(secrets);
        }
        if (tls != null && peers != null && !Objects.equals(peers, before.peers())) {
            try {
                tls.take(peers);
            } catch (RuntimeException e) {
                log.error("other Raft servers are shown and believed what was in force before: {}", e.getMessage());
                throw e;
            }
        }
    }

    /** See {@link PeerKeyring#formerlySigned}. */
    long formerlySigned() {
        return keyring == null ? 0 : keyring.formerlySigned();
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
        return new ClusterOptions(dataDir.resolve("cluster"), settings, keyring, tls, facts, RaftOptions.Pace.STANDARD);
    }
}
