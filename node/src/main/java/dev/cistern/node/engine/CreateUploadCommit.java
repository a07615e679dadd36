package dev.cistern.node.engine;

import dev.cistern.node.engine.record.RecordInput;
import dev.cistern.node.engine.record.RecordOutput;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.Checksum;
import dev.cistern.node.store.Encrypted;
import dev.cistern.node.store.Multiparts.CreateUpload;
import dev.cistern.node.store.Multiparts.Upload;
import dev.cistern.node.store.Multiparts.UploadChecksum;
import dev.cistern.node.store.Multiparts.UploadName;
import dev.cistern.node.store.ObjectInfo.Traits;
import dev.cistern.node.store.ObjectName;
import io.vertx.core.Promise;
import java.util.Map;
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
        round.requireSame(bucket);
        UploadName name = new UploadName(command.object(), round.takeVersion());
        Upload upload = new Upload(name, round.now(), command, encrypted);
        round.begin(upload, bucket);
        return upload;
    }

    @Override
    void write(RecordOutput out) {
        CommandFields.writeBucket(out, bucket);
        out.writeText(command.object().key());
        out.writeMap(command.headers());
        out.writeMap(command.metadata());
        out.writeMap(command.tags());
        out.writeAlgorithm(command.checksum().map(UploadChecksum::algorithm));
        out.write(command.checksum().map(UploadChecksum::composite).orElse(false) ? 1 : 0);
        out.writeMore(command.lock(), encrypted);
    }

    static CreateUploadCommit read(RecordInput in) {
        BucketInfo bucket = CommandFields.readBucket(in);
        ObjectName name = new ObjectName(bucket.name(), in.readText());
        Map<String, String> headers = in.readMap();
        Map<String, String> metadata = in.readMap();
        Map<String, String> tags = in.readMap();
        Optional<Checksum.Algorithm> algorithm = in.readAlgorithm();
        boolean composite = in.readFlag();
        Traits more = in.readMore();
        CreateUpload command = new CreateUpload(
                name,
                headers,
                metadata,
                tags,
                algorithm.map(which -> new UploadChecksum(which, composite)),
                more.lock());
        return new CreateUploadCommit(command, bucket, more.encrypted(), Promise.promise());
    }
}
