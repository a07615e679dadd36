package dev.cistern.node.engine;

import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.Multiparts.CreateUpload;
import dev.cistern.node.store.Multiparts.Upload;
import dev.cistern.node.store.Multiparts.UploadName;
import io.vertx.core.Promise;

/** An upload of parts to be begun. */
final class CreateUploadCommit extends Commit<Upload> {
    private final CreateUpload command;
    private final BucketInfo bucket;

    CreateUploadCommit(CreateUpload command, BucketInfo bucket, Promise<Upload> promise) {
        super(promise);
        this.command = command;
        this.bucket = bucket;
    }

    @Override
    Upload evaluate(CommitRound round) {
        round.buckets().requireSame(bucket);
        UploadName name = new UploadName(command.object(), round.takeVersion());
        Upload upload = new Upload(name, round.now(), command);
        round.batch().putUpload(upload, bucket.id());
        return upload;
    }
}
