package dev.cistern.cluster.raft;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.GroupManagementRequest;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;

/**
 * This node's Raft server. Any number of groups live on it, over one port and one set of threads; a group costs about six
 * threads more and a few megabytes. Every method may be called from any thread; none blocks.
 */
public final class RaftHost {
    /** Kept, since a logger that nobody holds forgets its level. */
    private static final Logger CHATTER = Logger.getLogger("org.apache.ratis.thirdparty");

    private static final int WORKERS = 4;
    private static final long LONGEST_ADD_SECONDS = 30;

    private final RaftServer server;
    private final Map<UUID, ReplicatedState> states;
    private final WorkerExecutor workers;
    private final ClientId client = ClientId.randomId();
    private final AtomicLong calls = new AtomicLong();

    private RaftHost(RaftServer server, Map<UUID, ReplicatedState> states, WorkerExecutor workers) {
        this.server = server;
        this.states = states;
        this.workers = workers;
    }

    /**
     * Starts the server; groups that are in its folder go on where they were.
     *
     * @param states of every group that may be there or be added; the state of one that was there is loaded from its last
     *     snapshot when the future completes, and catches up from the log after that
     * @return fails with an {@link IOException} when the port is taken or the folder cannot be used
     */
    public static Future<RaftHost> start(Vertx vertx, RaftOptions options, Map<UUID, ReplicatedState> states) {
        WorkerExecutor workers = vertx.createSharedWorkerExecutor(
                "cistern-raft-" + options.self().id(), WORKERS, 1, TimeUnit.MINUTES);
        Map<UUID, ReplicatedState> known = Map.copyOf(states);
        return workers.<RaftHost>executeBlocking(() -> new RaftHost(open(options, known), known, workers), false)
                .onFailure(failure -> workers.close().onFailure(ignored -> {}));
    }

    private static RaftServer open(RaftOptions options, Map<UUID, ReplicatedState> states) throws IOException {
        CHATTER.setLevel(Level.WARNING);
        Files.createDirectories(options.folder());
        Parameters parameters = new Parameters();
        RaftTls tls = options.tls();
        if (tls != null) {
            GrpcConfigKeys.TLS.setConf(parameters, tls.toRatis());
        }
        RaftServer server = RaftServer.newBuilder()
                .setServerId(options.self().toRatis().getId())
                .setOption(StartupOption.RECOVER)
                .setProperties(RaftProperty.of(options))
                .setParameters(parameters)
                .setStateMachineRegistry(group -> new GroupStateMachine(state(states, group)))
                .build();
        try {
            server.start();
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
        return server;
    }

    private static ReplicatedState state(Map<UUID, ReplicatedState> states, RaftGroupId group) {
        ReplicatedState state = states.get(group.getUuid());
        if (state == null) {
            throw new IllegalStateException("nobody knows the group " + group.getUuid());
        }
        return state;
    }

    /** The group's part on this server, which must have been there at the start. */
    public Replica replica(UUID group) {
        return new Replica(this, RaftGroupId.valueOf(group));
    }

    /**
     * Adds a group to this server; does nothing where it is there already.
     *
     * @param first its members: this one alone founds a group, none waits until a leader of the group takes it in
     */
    public Future<Replica> add(UUID group, List<Peer> first) {
        RaftGroupId id = RaftGroupId.valueOf(group);
        if (!states.containsKey(group)) {
            return Future.failedFuture(new IllegalArgumentException("nobody knows the group " + group));
        }
        return workers.<Replica>executeBlocking(
                () -> {
                    for (RaftGroupId there : server.getGroupIds()) {
                        if (there.equals(id)) {
                            return new Replica(this, id);
                        }
                    }
                    addNew(RaftGroup.valueOf(
                            id, first.stream().map(Peer::toRatis).toList()));
                    return new Replica(this, id);
                },
                false);
    }

    private void addNew(RaftGroup group) throws IOException {
        GroupManagementRequest request =
                GroupManagementRequest.newAdd(client, server.getId(), calls.incrementAndGet(), group);
        try {
            RaftClientReply reply = server.groupManagementAsync(request).get(LONGEST_ADD_SECONDS, TimeUnit.SECONDS);
            if (!reply.isSuccess()) {
                throw new IOException("the group cannot be made", reply.getException());
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the group cannot be made", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /** Stops all groups and the server; what they stored stays. */
    public Future<Void> close() {
        return workers.<Boolean>executeBlocking(
                        () -> {
                            server.close();
                            return true;
                        },
                        false)
                .transform(closed -> workers.close());
    }

    RaftServer server() {
        return server;
    }

    WorkerExecutor workers() {
        return workers;
    }

    ClientId client() {
        return client;
    }

    long nextCall() {
        return calls.incrementAndGet();
    }
}
