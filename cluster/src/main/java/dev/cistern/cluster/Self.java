package dev.cistern.cluster;

import dev.cistern.cluster.meta.Member;
import dev.cistern.cluster.raft.Peer;
import dev.cistern.cluster.raft.RaftOptions;
import dev.cistern.conf.ListenAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** This node, as it will be known to others. */
final class Self {
    /** Below the ports that systems give to outgoing connections, one of which could take it while the node is down. */
    private static final int LOWEST_PORT = 20_000;

    private static final int HIGHEST_PORT = 32_000;
    private static final int TRIES = 200;

    private final ClusterOptions options;

    Self(ClusterOptions options) {
        this.options = options;
    }

    String name() {
        String name = options.settings().name();
        return name == null ? options.facts().id() : name;
    }

    String url() {
        ListenAddress address = options.facts().address().get();
        return (options.facts().tls() ? "https://" : "http://") + new ListenAddress(host(address), address.port());
    }

    /** Whether it names no host that others could reach. */
    boolean isNowhere() {
        return isWildcard(host(options.facts().address().get()))
                || isWildcard(host(options.settings().listen()));
    }

    private static boolean isWildcard(String host) {
        return host.equals("0.0.0.0") || host.equals("::");
    }

    private String host(ListenAddress listening) {
        String advertised = options.settings().advertise();
        return advertised == null ? listening.host() : advertised;
    }

    /** A new identity in a cluster. Blocks, to find a port where none is set. */
    Identity identity(UUID cluster, Identity.Phase phase, List<String> contacts) throws IOException {
        byte[] incarnation = new byte[4];
        new SecureRandom().nextBytes(incarnation);
        return new Identity(cluster, name(), HexFormat.of().formatHex(incarnation), raftPort(), phase, contacts);
    }

    private int raftPort() throws IOException {
        ListenAddress listen = options.settings().listen();
        if (listen.port() != 0) {
            return listen.port();
        }
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, HIGHEST_PORT);
            if (isFree(listen.host(), port)) {
                return port;
            }
        }
        throw new IOException("no free port from " + LOWEST_PORT + " to " + HIGHEST_PORT + "; set cluster.listen");
    }

    private static boolean isFree(String host, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    Member member(Identity identity, Member.State state) {
        ListenAddress raft = new ListenAddress(host(options.settings().listen()), port(identity));
        return new Member(
                identity.name(),
                identity.incarnation(),
                raft.toString(),
                url(),
                options.settings().zone(),
                options.settings().weight(),
                options.facts().version(),
                state);
    }

    /** The one that is set wins over the one that was found. */
    private int port(Identity identity) {
        int set = options.settings().listen().port();
        return set == 0 ? identity.raftPort() : set;
    }

    RaftOptions raft(ClusterFolder folder, Identity identity) {
        Member member = member(identity, Member.State.ACTIVE);
        return new RaftOptions(
                folder.raft(),
                new Peer(member.peerId(), member.raftAddress()),
                options.settings().listen().host(),
                port(identity),
                options.pace(),
                options.tls());
    }
}
