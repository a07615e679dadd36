package dev.cistern.node;

import dev.cistern.cluster.ObjectLog;
import dev.cistern.cluster.SharedStore;
import dev.cistern.cluster.peer.PeerKeyring;
import dev.cistern.cluster.raft.NotLeaderException;
import dev.cistern.cluster.raft.ReplicatedStore;
import dev.cistern.node.engine.CommitLog;
import dev.cistern.node.engine.LocalEngine;
import dev.cistern.node.engine.SharedRecords;
import dev.cistern.node.engine.record.Applied;
import dev.cistern.node.users.Accounts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Joins the records of the engine to the log of the cluster, neither of which knows the other. */
record SharedObjects(SharedRecords records) implements SharedStore {

    /** Shares who has keys as well, and the master keys. */
    static SharedObjects of(Vertx vertx, LocalEngine engine, @Nullable PeerKeyring keyring, Accounts accounts) {
        new SharedSecrets(vertx, engine.shared(), keyring, accounts, engine.masterKeys()).start();
        return new SharedObjects(engine.shared());
    }

    @Override
    public Optional<String> cluster() {
        return records.cluster();
    }

    @Override
    public byte[] nothing() {
        return records.nothing();
    }

    @Override
    public Future<Void> found(String cluster) {
        return records.found(cluster);
    }

    @Override
    public Future<Void> join(String cluster) {
        return records.join(cluster);
    }

    @Override
    public Future<Void> leave() {
        return records.leave();
    }

    @Override
    public void attach(ObjectLog log, int number) {
        records.attach(new Log(log), number);
    }

    @Override
    public void detach() {
        records.detach();
    }

    @Override
    public ReplicatedStore store() {
        return new Store(records);
    }

    private record Log(ObjectLog log) implements CommitLog {
        @Override
        public Future<Long> propose(byte[] command) {
            return log.submit(command)
                    .recover(failure -> Future.failedFuture(
                            failure instanceof NotLeaderException nobody
                                    ? new NotProposedException(String.valueOf(nobody.getMessage()))
                                    : failure));
        }

        @Override
        public Future<Long> committed() {
            return log.committed();
        }

        @Override
        public boolean leads() {
            return log.leads();
        }
    }

    private record Store(SharedRecords records) implements ReplicatedStore {
        private static Position position(Applied applied) {
            return new Position(applied.term(), applied.index());
        }

        @Override
        public Position position() {
            return position(records.applied());
        }

        @Override
        public CompletableFuture<byte[]> apply(Position at, byte[] command) {
            return records.apply(at.term(), at.index(), command);
        }

        @Override
        public CompletableFuture<Void> pass(Position at) {
            return records.apply(at.term(), at.index(), null).thenApply(done -> null);
        }

        @Override
        public Position save(Path folder) {
            return position(records.save(folder));
        }

        @Override
        public Position load(Path folder) {
            return position(records.load(folder));
        }
    }
}
