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
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.server.GrpcServicesImpl;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.GroupManagementRequest;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.statemachine.StateMachine;

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
    private final Groups groups;
    private final WorkerExecutor workers;
    private final ClientId client;
    private final Forwarder forwarder;
    private final AtomicLong calls = new AtomicLong();

    private RaftHost(RaftServer server, Forwarder forwarder, ClientId client, Groups groups, WorkerExecutor workers) {
        this.server = server;
        this.forwarder = forwarder;
        this.client = client;
        this.groups = groups;
        this.workers = workers;
    }

    /**
     * What each group that may be on this server agrees on.
     *
     * @param states that fit into memory
     * @param stores that lie on the disk
     */
    public record Groups(Map<UUID, ReplicatedState> states, Map<UUID, ReplicatedStore> stores) {
        /** Copies the maps. */
        public Groups {
            states = Map.copyOf(states);
            stores = Map.copyOf(stores);
        }

        /** Groups whose states all fit into memory. */
        public static Groups of(Map<UUID, ReplicatedState> states) {
            return new Groups(states, Map.of());
        }

        boolean know(UUID group) {
            return states.containsKey(group) || stores.containsKey(group);
        }

        StateMachine machine(RaftGroupId group, Forwarder forwarder) {
            ReplicatedState state = states.get(group.getUuid());
            if (state != null) {
                return new GroupStateMachine(state);
            }
            ReplicatedStore store = stores.get(group.getUuid());
            if (store == null) {
                throw new IllegalStateException("nobody knows the group " + group.getUuid());
            }
            return new StoreStateMachine(store, forwarder::lead);
        }
    }

    /**
     * Starts the server; groups that are in its folder go on where they were.
     *
     * @param groups every one that may be there or be added; what one that was there agreed on is loaded from its last snapshot
     *     when the future completes, and catches up from the log after that
     * @return fails with an {@link IOException} when the port is taken or the folder cannot be used
     */
    public static Future<RaftHost> start(Vertx vertx, RaftOptions options, Groups groups) {
        WorkerExecutor workers = vertx.createSharedWorkerExecutor(
                "cistern-raft-" + options.self().id(), WORKERS, 1, TimeUnit.MINUTES);
        return workers.<RaftHost>executeBlocking(() -> open(options, groups, workers), false)
                .onFailure(failure -> workers.close().onFailure(ignored -> {}));
    }

    private static RaftHost open(RaftOptions options, Groups groups, WorkerExecutor workers) throws IOException {
        CHATTER.setLevel(Level.WARNING);
        Files.createDirectories(options.folder());
        Parameters parameters = new Parameters();
        RaftTls tls = options.tls();
        if (tls != null) {
            tls.secure(parameters);
        }
        RaftProperties properties = RaftProperty.of(options);
        ClientId client = ClientId.randomId();
        Forwarder forwarder = new Forwarder(client, properties, parameters);
        RaftServer server = RaftServer.newBuilder()
                .setServerId(options.self().toRatis().getId())
                .setOption(StartupOption.RECOVER)
                .setProperties(properties)
                .setParameters(parameters)
                .setStateMachineRegistry(group -> groups.machine(group, forwarder))
                .build();
        try {
            server.start();
        } catch (IOException | RuntimeException e) {
            server.close();
            forwarder.close();
            throw e;
        }
        return new RaftHost(server, forwarder, client, groups, workers);
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
        if (!groups.know(group)) {
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

    /**
     * A peer is back: Ratis asks it over a new connection. The one that broke when it went may not be tried again for two
     * minutes, since gRPC waits ever longer, and meanwhile nobody would get the peer's vote.
     *
     * @return completes also where no group knows the peer
     */
    public Future<Void> returned(String peerId) {
        RaftPeerId id = RaftPeerId.valueOf(peerId);
        return workers.<Boolean>executeBlocking(
                        () -> {
                            for (RaftGroup group : server.getGroups()) {
                                if (group.getPeer(id) != null
                                        && server.getServerRpc() instanceof GrpcServicesImpl grpc) {
                                    grpc.getProxies().resetProxy(id);
                                    return true;
                                }
                            }
                            return false;
                        },
                        false)
                .mapEmpty();
    }

    /** Stops all groups and the server; what they stored stays. */
    public Future<Void> close() {
        return workers.<Boolean>executeBlocking(
                        () -> {
                            forwarder.close();
                            server.close();
                            return true;
                        },
                        false)
                .transform(closed -> workers.close());
    }

    RaftServer server() {
        return server;
    }

    Forwarder forwarder() {
        return forwarder;
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
