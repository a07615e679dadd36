package dev.cistern.cluster.raft;

import dev.cistern.cluster.raft.ReplicatedStore.Position;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.apache.ratis.util.LifeCycle.State;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins a {@link ReplicatedStore} to Ratis. Commands come on the group's updater thread; what came of them on the store's. */
final class StoreStateMachine extends BaseStateMachine {
    private static final Logger log = LoggerFactory.getLogger(StoreStateMachine.class);

    private final ReplicatedStore store;
    private final BiConsumer<RaftGroupId, RaftPeerId> leaders;
    private final FolderSnapshots snapshots = new FolderSnapshots();

    /** @param leaders is told who leads the group, each time that another does */
    StoreStateMachine(ReplicatedStore store, BiConsumer<RaftGroupId, RaftPeerId> leaders) {
        this.store = store;
        this.leaders = leaders;
    }

    /** The store may be further than its last snapshot, or, where one had just arrived when the node died, behind it. */
    @Override
    public void initialize(RaftServer server, RaftGroupId group, RaftStorage raftStorage) throws IOException {
        super.initialize(server, group, raftStorage);
        snapshots.init(raftStorage);
        SnapshotInfo latest = snapshots.getLatestSnapshot();
        if (latest != null && latest.getIndex() > store.position().index()) {
            load(latest);
        }
        comeTo(store.position());
        getLifeCycle().startAndTransition(() -> {});
    }

    @Override
    public StateMachineStorage getStateMachineStorage() {
        return snapshots;
    }

    @Override
    public @Nullable SnapshotInfo getLatestSnapshot() {
        return snapshots.getLatestSnapshot();
    }

    /** Before a snapshot of the leader takes the store's place. */
    @Override
    public void pause() {
        getLifeCycle().transition(State.PAUSING);
        getLifeCycle().transition(State.PAUSED);
    }

    @Override
    public void reinitialize() throws IOException {
        SnapshotInfo latest = snapshots.lookAgain();
        if (latest != null && latest.getIndex() > store.position().index()) {
            load(latest);
        }
        comeTo(store.position());
        if (getLifeCycleState() == State.PAUSED) {
            getLifeCycle().transition(State.STARTING);
            getLifeCycle().transition(State.RUNNING);
        }
    }

    private void load(SnapshotInfo snapshot) throws IOException {
        Position loaded = store.load(snapshots.folder(snapshot.getTermIndex()));
        log.atInfo().addKeyValue("index", loaded.index()).log("took the group's records over from another member");
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
        LogEntryProto entry = transaction.getLogEntry();
        byte[] command = entry.getStateMachineLogEntry().getLogData().toByteArray();
        Position at = new Position(entry.getTerm(), entry.getIndex());
        return store.apply(at, command).thenApply(answer -> {
            comeTo(at);
            return Message.valueOf(UnsafeByteOperations.unsafeWrap(answer));
        });
    }

    @Override
    public void notifyTermIndexUpdated(long term, long index) {
        Position at = new Position(term, index);
        CompletableFuture<Void> unused = store.pass(at).thenRun(() -> comeTo(at));
    }

    @Override
    public void notifyLeaderChanged(RaftGroupMemberId here, RaftPeerId leader) {
        leaders.accept(here.getGroupId(), leader);
    }

    private void comeTo(Position position) {
        TermIndex before = getLastAppliedTermIndex();
        if (before == null || before.getIndex() < position.index()) {
            setLastAppliedTermIndex(TermIndex.valueOf(position.term(), position.index()));
        }
    }

    @Override
    public long takeSnapshot() throws IOException {
        if (store.position().index() < 0) {
            return -1;
        }
        Path writing = snapshots.writing();
        Position saved = store.save(writing);
        TermIndex position = TermIndex.valueOf(saved.term(), saved.index());
        Path folder = snapshots.folder(position);
        if (Files.exists(folder)) {
            FolderSnapshots.delete(writing);
        } else {
            Files.move(writing, folder, StandardCopyOption.ATOMIC_MOVE);
            sync(folder.resolveSibling(""));
        }
        SnapshotInfo latest = snapshots.lookAgain();
        log.debug("snapshot {}", latest);
        return saved.index();
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
