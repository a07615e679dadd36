package dev.cistern.node.engine;

import dev.cistern.node.engine.record.ObjectRecord.Place;
import dev.cistern.node.engine.record.RecordInput;
import dev.cistern.node.engine.record.RecordOutput;
import dev.cistern.node.engine.record.StoredPart;
import dev.cistern.node.store.BodyChecks;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.Multiparts.Part;
import dev.cistern.node.store.Multiparts.PutPart;
import dev.cistern.node.store.Multiparts.UploadName;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Promise;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/** A part whose bytes are complete and synced. */
final class PartCommit extends Commit<Part> {
    private final PutPart command;
    private final BucketInfo bucket;
    private final CommittedBody body;
    private final LongConsumer discardBlob;

    PartCommit(PutPart command, BucketInfo bucket, Received body, LongConsumer discardBlob, Promise<Part> promise) {
        this(command, bucket, CommittedBody.of(body), discardBlob, promise);
    }

    private PartCommit(
            PutPart command, BucketInfo bucket, CommittedBody body, LongConsumer discardBlob, Promise<Part> promise) {
        super(promise);
        this.command = command;
        this.bucket = bucket;
        this.body = body;
        this.discardBlob = discardBlob;
    }

    long size() {
        return body.size();
    }

    @Override
    Part evaluate(CommitRound round) {
        round.requireSame(bucket);
        if (round.upload(command.upload(), bucket).isEmpty()) {
            throw missing(command.upload().id());
        }
        Part part = new Part(command.number(), body.size(), body.md5(), round.now(), body.kept());
        Place.Blob blob = (Place.Blob) body.place();
        round.putPart(command.upload(), bucket, new StoredPart(part, blob.id(), body.salt(), blob.places()));
        return part;
    }

    @Override
    void dropped() {
        body.discard(discardBlob);
    }

    @Override
    void write(RecordOutput out) {
        CommandFields.writeBucket(out, bucket);
        CommandFields.writeUpload(out, command.upload());
        out.writeInt(command.number());
        body.write(out);
    }

    static PartCommit read(RecordInput in) {
        BucketInfo bucket = CommandFields.readBucket(in);
        UploadName upload = CommandFields.readUpload(in, bucket);
        PutPart command = new PutPart(upload, in.readInt(), OptionalLong.empty(), BodyChecks.NONE, Optional.empty());
        return new PartCommit(command, bucket, CommittedBody.read(in, Optional.empty()), blob -> {}, Promise.promise());
    }

    static StoreException missing(long upload) {
        return new StoreException(
                Code.NO_SUCH_UPLOAD, "there is no upload " + upload + ": it is completed, was given up, or never was");
    }
}
