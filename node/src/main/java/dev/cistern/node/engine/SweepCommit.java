package dev.cistern.node.engine;

import dev.cistern.node.engine.record.BucketContents;
import dev.cistern.node.engine.record.ObjectKey;
import dev.cistern.node.engine.record.RecordBatch;
import dev.cistern.node.engine.record.RecordInput;
import dev.cistern.node.engine.record.RecordOutput;
import dev.cistern.node.engine.record.Records;
import dev.cistern.node.engine.record.StoredPart;
import dev.cistern.node.engine.record.UploadRecords;
import dev.cistern.node.engine.record.VersionRecords;
import dev.cistern.node.store.Multiparts;
import io.vertx.core.Promise;
import java.util.List;

/** The next things of a destroyed bucket to be removed, a bounded number. Gives whether any may be left. */
final class SweepCommit extends Commit<Boolean> {
    /** Objects and versions of one round; of uploads one, which may have as many parts as there can be. */
    static final int AT_MOST = 500;

    private final long bucketId;

    SweepCommit(long bucketId, Promise<Boolean> promise) {
        super(promise);
        this.bucketId = bucketId;
    }

    @Override
    boolean isAlone() {
        return true;
    }

    @Override
    Boolean evaluate(CommitRound round) {
        Records records = round.records();
        if (!records.contents().doomedBuckets().contains(bucketId)) {
            return false;
        }
        List<UploadRecords.Remains> uploads = records.uploads().remains(bucketId, 1);
        if (!uploads.isEmpty()) {
            remove(round, uploads.get(0));
            return true;
        }
        List<VersionRecords.Remains> versions = records.versions().remains(bucketId, AT_MOST);
        if (!versions.isEmpty()) {
            versions.forEach(version -> remove(round, version));
            return true;
        }
        List<BucketContents.Remains> objects = records.contents().remains(bucketId, AT_MOST);
        for (BucketContents.Remains object : objects) {
            round.batch().deleteObject(object.key());
            object.blobIds().forEach(round::discardBlob);
        }
        if (objects.isEmpty()) {
            round.batch().forgetDoomed(bucketId);
        }
        return !objects.isEmpty();
    }

    private static void remove(CommitRound round, UploadRecords.Remains upload) {
        RecordBatch batch = round.batch();
        List<StoredPart> parts = round.records().uploads().parts(upload.upload(), 0, Multiparts.MAX_PARTS);
        parts.forEach(part -> {
            batch.deletePart(upload.upload(), part.part().number());
            round.discardBlob(part.blobId());
        });
        batch.deleteUpload(upload);
    }

    private void remove(CommitRound round, VersionRecords.Remains version) {
        round.batch().deleteVersion(version.key());
        round.batch().deleteNullVersion(new ObjectKey(bucketId, version.key().key()));
        version.blobIds().forEach(round::discardBlob);
    }

    @Override
    boolean makesRoom() {
        return true;
    }

    @Override
    void write(RecordOutput out) {
        out.writeLong(bucketId);
    }

    static SweepCommit read(RecordInput in) {
        return new SweepCommit(in.readLong(), Promise.promise());
    }
}
