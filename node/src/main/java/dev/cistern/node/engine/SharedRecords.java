package dev.cistern.node.engine;

import dev.cistern.conf.Durability;
import dev.cistern.node.engine.record.Applied;
import dev.cistern.node.engine.record.RecordBatch;
import dev.cistern.node.engine.record.Records;
import dev.cistern.node.engine.record.StoredDocument;
import dev.cistern.node.store.Backing;
import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.BucketTraits;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of a node where they are those of a cluster: how they come to be, and how its log is applied to them. A node alone has
 * none of it, and changes its records by itself. Steps from one to the other come one at a time.
 */
public final class SharedRecords {
    private static final Logger LOG = LoggerFactory.getLogger(SharedRecords.class);

    private final Vertx vertx;
    private final Parts parts;
    private final Supplier<Committer> alone;
    private final Proposals proposals;
    private final CatchUps catchUps;
    private final CommitSwitch commits;
    private @Nullable Committer committer; // Of a node alone; changed by one step at a time.
    private volatile @Nullable Applier applier;
    private volatile @Nullable CommitLog log;
    private volatile Optional<String> cluster;
    private volatile Runnable documents = () -> {};

    /** What it moves. */
    record Parts(
            Records records, BlobIds ids, SharedFile file, Applier.Target target, Outside outside, Sweeps sweeps) {}

    /**
     * Takes up what the folder is: a node's own, or a cluster's.
     *
     * @param alone makes the committer of a node alone
     */
    SharedRecords(Vertx vertx, Parts parts, Proposals.Patience patience, Supplier<Committer> alone) {
        this.vertx = vertx;
        this.parts = parts;
        this.alone = alone;
        this.cluster = parts.file.read().map(SharedFile.Content::cluster);
        this.catchUps =
                new CatchUps(vertx, () -> Optional.ofNullable(log), this::reached, patience, parts.outside.nanoTime());
        this.proposals = new Proposals(vertx, parts.outside, patience, new Proposals.Own(this::applied, this::reached));
        if (cluster.isPresent()) {
            parts.sweeps.beginShared();
            applier = new Applier(parts.target, proposals);
            commits = new CommitSwitch(proposals);
        } else {
            forgetGroup();
            committer = started();
            commits = new CommitSwitch(committer);
        }
    }

    private Committer started() {
        Committer committer = alone.get();
        committer.start();
        return committer;
    }

    /** What a crash left of a founding that came to nothing. */
    private void forgetGroup() {
        if (parts.records.log().group().isPresent()) {
            RecordBatch batch = new RecordBatch();
            batch.leaveGroup(CommandMemory.SLOTS);
            parts.records.write(batch, Durability.SYNC);
        }
    }

    /** Where changes are made. */
    CommitSwitch commits() {
        return commits;
    }

    /** The cluster that the records are those of; empty on a node alone. */
    public Optional<String> cluster() {
        return cluster;
    }

    /**
     * Makes this node's records those with which a cluster begins. Changes wait meanwhile. Where it fails half-way, {@link #leave}
     * takes it back, and so does the next start, or the next founding.
     *
     * @return fails with {@link Code#INVALID_ARGUMENT} where there are buckets that only a node alone can have
     */
    public Future<Void> found(String id) {
        return blocking(() -> {
            takeBack();
            for (BucketInfo bucket : parts.target.effects().buckets().inOrder()) {
                refusal(bucket.traits(), "bucket '" + bucket.name() + "'").ifPresent(refusal -> {
                    throw refusal;
                });
            }
            commits.to(proposals);
            endCommitter();
            RecordBatch batch = new RecordBatch();
            batch.setGroup(id);
            parts.records.write(batch, Durability.SYNC);
            enter(id);
            return null;
        });
    }

    /**
     * Gives this node's records up for those of a cluster, which are to come.
     *
     * @return fails with {@link Code#BUCKET_NOT_EMPTY} where this node alone holds buckets
     */
    public Future<Void> join(String id) {
        return blocking(() -> {
            if (cluster.isEmpty() && parts.target.effects().buckets().count() > 0) {
                throw new StoreException(
                        Code.BUCKET_NOT_EMPTY,
                        "this node holds buckets of its own, which would be lost in a cluster: let the others join this one, or"
                                + " start it with an empty data folder");
            }
            commits.to(proposals);
            endCommitter();
            Applier before = applier;
            if (before != null) {
                before.close();
            }
            parts.records.clear();
            enter(id);
            parts.target.reloaded().run();
            return null;
        });
    }

    /** Why a bucket cannot be like that in a cluster, where this node is in one. */
    Optional<StoreException> refusalOf(BucketTraits traits) {
        return cluster.isPresent() ? refusal(traits, "a bucket of this cluster") : Optional.empty();
    }

    /** What waits for a cloud is known to the node alone that took it; members take copies without knowing of which bucket. */
    private static Optional<StoreException> refusal(BucketTraits traits, String bucket) {
        boolean back = Optional.ofNullable(traits.documents().get(BucketDocument.BACKING))
                .map(Backing::parse)
                .filter(backing -> backing.writes() == Backing.Writes.BACK)
                .isPresent();
        if (back) {
            return Optional.of(new StoreException(
                    Code.INVALID_ARGUMENT,
                    bucket + " cannot be write-back: that is for a node alone, so far; use --writes through"));
        }
        return Optional.ofNullable(traits.documents().get(BucketDocument.DURABILITY))
                .map(own -> new StoreException(
                        Code.INVALID_ARGUMENT,
                        bucket + " cannot have a durability of its own: that is for a node alone, so far; in a cluster"
                                + " store.durability holds for all; use --durability default"));
    }

    private void endCommitter() throws InterruptedException {
        parts.sweeps.share();
        Committer ending = committer;
        committer = null;
        if (ending != null) {
            ending.close();
        }
    }

    private void enter(String id) {
        parts.ids.reserveIn(parts.file.reserveFor(id));
        parts.records.share(true);
        cluster = Optional.of(id);
        applier = new Applier(parts.target, proposals);
    }

    /** Makes the records this node's own again, where they were to be a cluster's that has not come to be. */
    public Future<Void> leave() {
        return blocking(() -> {
            takeBack();
            return null;
        });
    }

    /** However far the founding came; where this fails half-way itself, it can be done again. */
    private void takeBack() throws InterruptedException {
        if (committer != null) {
            return;
        }
        detach();
        Applier before = applier;
        applier = null;
        if (before != null) {
            before.close();
        }
        parts.records.share(false);
        forgetGroup();
        parts.ids.reserveIn(BlobIds.inRecords(parts.records));
        parts.file.delete();
        cluster = Optional.empty();
        Committer again = started();
        committer = again;
        commits.to(again);
        parts.sweeps.own();
    }

    /**
     * Takes part from now on.
     *
     * @param member the number of this node among the members
     */
    public void attach(CommitLog next, int member) {
        parts.ids.member(member);
        log = next;
        proposals.to(next);
    }

    /** Takes no part any more: what is asked fails after a while. */
    public void detach() {
        log = null;
        proposals.to(null);
    }

    /** Whether the records that the cluster began with were this node's. */
    public boolean isFounder() {
        return log != null && parts.ids.member() == 0;
    }

    /** Whether this node leads those that agree. */
    boolean leads() {
        CommitLog now = log;
        return now != null && now.leads();
    }

    /** Applies all that was acknowledged before. */
    public Future<Void> catchUp() {
        return cluster.isEmpty() ? Future.succeededFuture() : catchUps.catchUp();
    }

    /** Whether changes need no question before them: on a node alone, and where the members have agreed on one just now. */
    boolean isAgreeing() {
        return cluster.isEmpty() || proposals.isAgreeing();
    }

    /** What the members share besides objects, as far as this node knows. Blocks. */
    public Optional<StoredDocument> document(String name) {
        return parts.records.log().document(name);
    }

    /**
     * Replaces what the members share besides objects. Fails with {@link Code#PRECONDITION_FAILED} where it is not of the version
     * that is to be replaced.
     *
     * @param base that version; 0 where there is none yet
     */
    public Future<Long> replaceDocument(String name, long base, byte[] bytes) {
        Promise<Long> promise = Promise.promise();
        proposals.submit(new DocumentCommit(name, base, bytes, promise));
        return promise.future();
    }

    /** Has somebody told, on any thread, which must not be blocked, when a document may be another than before. */
    public void onDocuments(Runnable audience) {
        documents = audience;
    }

    /** Who is told cannot stop what comes behind. */
    void documentChanged() {
        try {
            documents.run();
        } catch (RuntimeException e) {
            LOG.error("who was told of what the members share failed", e);
        }
    }

    /** Up to where the log is in the records. */
    public Applied applied() {
        Applier now = applier;
        return now == null ? Applied.NOTHING : now.applied();
    }

    /** A command that changes nothing. */
    public byte[] nothing() {
        CommandFormat.Header header =
                new CommandFormat.Header(UUID.randomUUID(), applied().commands(), Instant.EPOCH);
        return CommandFormat.write(header, new SweepCommit(0, Promise.promise()));
    }

    /**
     * Applies an entry of the log, in its order.
     *
     * @param entry null where there is nothing in it for the records
     * @return completes when it is done; fails where this node cannot go on
     */
    public CompletableFuture<byte[]> apply(long term, long index, byte @Nullable [] entry) {
        return running().apply(term, index, entry);
    }

    /** Completes, on any thread, when the log is applied up to an index; fails where this node cannot go on. */
    public Future<Void> reached(long index) {
        return running().reached(index);
    }

    /** Writes all records into a folder that is made. Blocks. */
    public Applied save(Path into) {
        return running().save(into);
    }

    /** Takes over the records that {@link #save} wrote, here or elsewhere. Blocks. */
    public Applied load(Path from) {
        return running().load(from);
    }

    private Applier running() {
        Applier now = applier;
        if (now == null) {
            throw new IllegalStateException("the records of this node are its own");
        }
        return now;
    }

    /** Once nothing comes any more. Blocks. */
    void close() throws InterruptedException {
        commits.close();
        Applier last = applier;
        if (last != null) {
            last.close();
        }
    }

    private Future<Void> blocking(Callable<@Nullable Void> step) {
        return vertx.<@Nullable Void>executeBlocking(step, true).mapEmpty();
    }
}
