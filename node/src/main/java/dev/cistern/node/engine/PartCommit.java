package dev.cistern.node.engine;

import dev.cistern.node.engine.record.ObjectRecord.Place;
import dev.cistern.node.engine.record.StoredPart;
import dev.cistern.node.engine.seal.BodySeal;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.Multiparts.Part;
import dev.cistern.node.store.Multiparts.PutPart;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Promise;
import java.util.function.LongConsumer;

/** A part whose bytes are complete and synced. */
final class PartCommit extends Commit<Part> {
    private final PutPart command;
    private final BucketInfo bucket;
    private final Received body;
    private final LongConsumer discardBlob;

    PartCommit(PutPart command, BucketInfo bucket, Received body, LongConsumer discardBlob, Promise<Part> promise) {
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
        round.buckets().requireSame(bucket);
        if (round.records().uploads().find(command.upload(), bucket.id()).isEmpty()) {
            throw missing(command.upload().id());
        }
        Part part = new Part(
                command.number(),
                body.size(),
                body.digests().md5(),
                round.now(),
                body.digests().kept());
        String salt = body.seal().map(BodySeal::salt).orElse("");
        Place.Blob blob = (Place.Blob) body.place();
        round.putPart(command.upload(), bucket, new StoredPart(part, blob.id(), salt, blob.places()));
        return part;
    }

    @Override
    void dropped() {
        Intake.discard(body, discardBlob);
    }

    static StoreException missing(long upload) {
        return new StoreException(
                Code.NO_SUCH_UPLOAD, "there is no upload " + upload + ": it is completed, was given up, or never was");
    }
}
