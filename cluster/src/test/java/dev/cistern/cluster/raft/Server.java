package dev.cistern.cluster.raft;

import static dev.cistern.cluster.raft.Waiting.get;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A Raft server of a test, with two groups that it knows. */
final class Server implements AutoCloseable {
    static final UUID GROUP = UUID.fromString("00000000-0000-0000-0000-000000000001");
    static final UUID OTHER_GROUP = UUID.fromString("00000000-0000-0000-0000-000000000002");
    private static final RaftOptions.Pace PACE = new RaftOptions.Pace(Duration.ofSeconds(1), Duration.ofSeconds(2));

    final Peer self;
    private final Vertx vertx;
    private final Path folder;
    private final @Nullable RaftTls tls;
    private final RaftOptions.Pace pace;
    private SumState state = new SumState();
    private SumState other = new SumState();
    private RaftHost host;
    private boolean stopped;

    Server(Vertx vertx, Path folder, String id) throws IOException {
        this(vertx, folder, id, null);
    }

    Server(Vertx vertx, Path folder, String id, @Nullable RaftTls tls) throws IOException {
        this(vertx, folder, id, tls, PACE);
    }

    Server(Vertx vertx, Path folder, String id, @Nullable RaftTls tls, RaftOptions.Pace pace) throws IOException {
        this.vertx = vertx;
        this.tls = tls;
        this.pace = pace;
        this.folder = folder.resolve(id);
        this.self = new Peer(id, "127.0.0.1:" + freePort());
        this.host = start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private RaftHost start() {
        state = new SumState();
        other = new SumState();
        RaftOptions options = new RaftOptions(folder, self, host(), port(), pace, tls);
        return get(RaftHost.start(vertx, options, RaftHost.Groups.of(Map.of(GROUP, state, OTHER_GROUP, other))));
    }

    String host() {
        return "127.0.0.1";
    }

    int port() {
        return Integer.parseInt(self.address().substring(self.address().indexOf(':') + 1));
    }

    void restart() {
        stop();
        host = start();
        stopped = false;
    }

    @CanIgnoreReturnValue
    Replica found(UUID group) {
        return get(host.add(group, List.of(self)));
    }

    @CanIgnoreReturnValue
    Replica waitToBeTakenIn(UUID group) {
        return get(host.add(group, List.of()));
    }

    Replica replica() {
        return host.replica(GROUP);
    }

    Future<Void> returned(Server other) {
        return host.returned(other.self.id());
    }

    boolean isLeader() {
        return replica().standing().isLeader();
    }

    SumState state() {
        return state;
    }

    SumState otherState() {
        return other;
    }

    /** Does nothing the second time. */
    void stop() {
        if (!stopped) {
            stopped = true;
            get(host.close());
        }
    }

    @Override
    public void close() {
        stop();
    }
}
