package dev.cistern.node.engine;

import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.Encrypted;
import dev.cistern.node.store.Multiparts.CreateUpload;
import dev.cistern.node.store.Multiparts.Upload;
import dev.cistern.node.store.Multiparts.UploadName;
import io.vertx.core.Promise;
import java.util.Optional;

/** An upload of parts to be begun. */
final class CreateUploadCommit extends Commit<Upload> {
    private final CreateUpload command;
    private final BucketInfo bucket;
    private final Optional<Encrypted> encrypted;

    CreateUploadCommit(
            CreateUpload command, BucketInfo bucket, Optional<Encrypted> encrypted, Promise<Upload> promise) {
        super(promise);
        this.command = command;
        this.bucket = bucket;
        this.encrypted = encrypted;
    }

    @Override
    Upload evaluate(CommitRound round) {
        round.buckets().requireSame(bucket);
        UploadName name = new UploadName(command.object(), round.takeVersion());
        Upload upload = new Upload(name, round.now(), command, encrypted);
        round.batch().putUpload(upload, bucket.id());
        return upload;
    }
}
