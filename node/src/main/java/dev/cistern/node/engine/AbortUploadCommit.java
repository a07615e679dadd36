package dev.cistern.node.engine;

import dev.cistern.node.engine.record.RecordInput;
import dev.cistern.node.engine.record.RecordOutput;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.Multiparts;
import dev.cistern.node.store.Multiparts.UploadName;
import io.vertx.core.Promise;

/** An upload to be given up, with all its parts. */
final class AbortUploadCommit extends Commit<UploadName> {
    private final UploadName upload;
    private final BucketInfo bucket;

    AbortUploadCommit(UploadName upload, BucketInfo bucket, Promise<UploadName> promise) {
        super(promise);
        this.upload = upload;
        this.bucket = bucket;
    }

    @Override
    boolean isAlone() {
        return true;
    }

    @Override
    UploadName evaluate(CommitRound round) {
        round.requireSame(bucket);
        if (round.upload(upload, bucket).isEmpty()) {
            throw PartCommit.missing(upload.id());
        }
        round.records().uploads().parts(upload.id(), 0, Multiparts.MAX_PARTS).forEach(part -> {
            round.batch().deletePart(upload.id(), part.part().number());
            round.discardBlob(part.blobId());
        });
        round.batch().deleteUpload(upload, bucket.id());
        return upload;
    }

    @Override
    boolean makesRoom() {
        return true;
    }

    @Override
    void write(RecordOutput out) {
        CommandFields.writeBucket(out, bucket);
        CommandFields.writeUpload(out, upload);
    }

    static AbortUploadCommit read(RecordInput in) {
        BucketInfo bucket = CommandFields.readBucket(in);
        return new AbortUploadCommit(CommandFields.readUpload(in, bucket), bucket, Promise.promise());
    }
}
