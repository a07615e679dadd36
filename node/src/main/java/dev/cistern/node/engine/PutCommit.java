package dev.cistern.node.engine;

import dev.cistern.node.engine.record.ObjectRecord;
import dev.cistern.node.engine.record.ObjectRecord.Place;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.PutCommand;
import io.vertx.core.Promise;
import java.util.function.LongConsumer;

/** An object whose bytes are complete, and synced where they are in a blob. */
final class PutCommit extends Commit<ObjectInfo> {
    private final PutCommand command;
    private final BucketInfo bucket;
    private final Body body;
    private final LongConsumer discardBlob;

    /**
     * The bytes of the object.
     *
     * @param inline the bytes themselves where they go into the record, else empty
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Body(long size, String md5, Place place, byte[] inline) {}

    PutCommit(PutCommand command, BucketInfo bucket, Body body, LongConsumer discardBlob, Promise<ObjectInfo> promise) {
        super(promise);
        this.command = command;
        this.bucket = bucket;
        this.body = body;
        this.discardBlob = discardBlob;
    }

    long size() {
        return body.size;
    }

    @Override
    ObjectInfo evaluate(CommitRound round) {
        round.buckets().requireSame(bucket);
        ObjectInfo current =
                round.current(command.name(), bucket).map(ObjectRecord::info).orElse(null);
        command.conditions().checkWrite(current);
        ObjectInfo info = new ObjectInfo(
                command.name(),
                body.size,
                body.md5,
                round.takeVersion(),
                round.now(),
                command.headers(),
                command.metadata());
        round.put(bucket, new ObjectRecord(info, body.place), body.inline);
        return info;
    }

    @Override
    void dropped() {
        if (body.place instanceof Place.Blob blob) {
            discardBlob.accept(blob.id());
        }
    }
}
