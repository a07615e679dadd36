package dev.cistern.node.engine;

import dev.cistern.conf.Durability;
import dev.cistern.node.engine.blob.Blobs;
import dev.cistern.node.engine.record.Records;
import dev.cistern.node.store.StoreException;
import io.vertx.core.Vertx;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How records are changed, on a node alone and in a cluster, and what their changes bring about beside them. */
final class Changes implements Commit.Effects {
    private static final Logger LOG = LoggerFactory.getLogger(Changes.class);
    private static final long SWEEP_MILLIS = 1000;

    private final Parts parts;
    private final Buckets buckets;
    private final Sweeps sweeps;
    private final SharedRecords shared;

    /**
     * What is changed, and what tells how.
     *
     * @param durability of what is in no bucket that says; asked at each round of a node alone
     * @param probe whether a disk that failed works again
     */
    record Parts(
            Records records,
            Blobs blobs,
            BlobIds ids,
            SharedFile file,
            Housekeeping housekeeping,
            WriteGate gate,
            DiskSpace space,
            Tally tally,
            Outside outside,
            Supplier<Durability> durability,
            DiskRecovery.Probe probe) {}

    Changes(Vertx vertx, Parts parts) {
        this.parts = parts;
        this.buckets = new Buckets(parts.records.buckets());
        this.sweeps = new Sweeps(parts.housekeeping, parts.records);
        Applier.Target target = new Applier.Target(
                parts.records, this, parts.housekeeping::discardBlobs, this::reloaded, this::failed, parts.tally);
        this.shared = new SharedRecords(
                vertx,
                new SharedRecords.Parts(parts.records, parts.ids, parts.file, target, parts.outside, sweeps),
                Proposals.Patience.STANDARD,
                this::committer);
    }

    private Committer committer() {
        Committer.Stored stored = new Committer.Stored(
                parts.records, parts.blobs, this, parts.durability, parts.housekeeping::discardBlobs, parts.probe);
        return new Committer(stored, parts.gate, parts.space, parts.tally, parts.outside.clock());
    }

    SharedRecords shared() {
        return shared;
    }

    Commits commits() {
        return shared.commits();
    }

    void start() {
        if (shared.cluster().isEmpty()) {
            parts.housekeeping.resumeSearches();
        }
        parts.housekeeping.every(SWEEP_MILLIS, () -> sweeps.look(shared::leads, shared.commits()::submit));
    }

    @Override
    public Buckets buckets() {
        return buckets;
    }

    @Override
    public void documentChanged() {
        shared.documentChanged();
    }

    @Override
    public void removeContents(long bucketId) {
        sweeps.later(bucketId);
    }

    private void reloaded() {
        buckets.replaceAll(parts.records.buckets());
        documentChanged();
    }

    private void failed(StoreException reason) {
        LOG.error("this node cannot apply what the cluster agreed on, and takes no part any more", reason);
        parts.gate.note(reason);
    }
}
