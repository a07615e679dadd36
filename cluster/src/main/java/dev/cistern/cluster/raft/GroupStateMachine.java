package dev.cistern.cluster.raft;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.apache.ratis.util.LifeCycle.State;
import org.apache.ratis.util.MD5FileUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins a {@link ReplicatedState} to Ratis: one file for each snapshot. Confined to the group's updater thread. */
final class GroupStateMachine extends BaseStateMachine {
    private static final Logger log = LoggerFactory.getLogger(GroupStateMachine.class);

    private final ReplicatedState state;
    private final SimpleStateMachineStorage storage = new SimpleStateMachineStorage();

    GroupStateMachine(ReplicatedState state) {
        this.state = state;
    }

    @Override
    public void initialize(RaftServer server, RaftGroupId group, RaftStorage raftStorage) throws IOException {
        super.initialize(server, group, raftStorage);
        storage.init(raftStorage);
        load(storage.loadLatestSnapshot());
        getLifeCycle().startAndTransition(() -> {});
    }

    @Override
    public StateMachineStorage getStateMachineStorage() {
        return storage;
    }

    /** Before a snapshot of the leader takes the state's place. */
    @Override
    public void pause() {
        getLifeCycle().transition(State.PAUSING);
        getLifeCycle().transition(State.PAUSED);
    }

    @Override
    public void reinitialize() throws IOException {
        load(storage.loadLatestSnapshot());
        if (getLifeCycleState() == State.PAUSED) {
            getLifeCycle().transition(State.STARTING);
            getLifeCycle().transition(State.RUNNING);
        }
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
        LogEntryProto entry = transaction.getLogEntry();
        byte[] command = entry.getStateMachineLogEntry().getLogData().toByteArray();
        byte[] answer;
        try {
            answer = state.apply(entry.getIndex(), command);
        } catch (RuntimeException e) {
            log.error("command {} cannot be applied; this member of the group stops", entry.getIndex(), e);
            throw e;
        }
        boolean advanced = updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
        assert advanced;
        ByteString bytes = UnsafeByteOperations.unsafeWrap(answer);
        return CompletableFuture.completedFuture(Message.valueOf(bytes));
    }

    @Override
    public long takeSnapshot() throws IOException {
        TermIndex last = getLastAppliedTermIndex();
        if (last == null || last.getIndex() < 0) {
            return -1;
        }
        File file = storage.getSnapshotFile(last.getTerm(), last.getIndex());
        Path written = file.toPath().resolveSibling("writing-" + file.getName());
        try (FileOutputStream raw = new FileOutputStream(written.toFile());
                OutputStream out = new BufferedOutputStream(raw)) {
            state.save(out);
            out.flush();
            raw.getChannel().force(true);
        }
        Files.move(written, file.toPath(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        FileInfo info = new FileInfo(file.toPath(), MD5FileUtil.computeAndSaveMd5ForFile(file));
        SingleFileSnapshotInfo latest = storage.updateLatestSnapshot(new SingleFileSnapshotInfo(info, last));
        log.debug("snapshot {}", latest);
        return last.getIndex();
    }

    private void load(@Nullable SingleFileSnapshotInfo snapshot) throws IOException {
        if (snapshot == null) {
            return;
        }
        File file = snapshot.getFile().getPath().toFile();
        if (snapshot.hasMd5()) {
            MD5FileUtil.verifySavedMD5(file, snapshot.getFile().getFileDigest());
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file.toPath()))) {
            state.load(in);
        }
        setLastAppliedTermIndex(snapshot.getTermIndex());
    }
}
