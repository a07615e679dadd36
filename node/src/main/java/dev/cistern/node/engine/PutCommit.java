package dev.cistern.node.engine;

import dev.cistern.node.engine.record.ObjectRecord;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectInfo.KeptChecksum;
import dev.cistern.node.store.ObjectInfo.Standing;
import dev.cistern.node.store.ObjectInfo.Traits;
import dev.cistern.node.store.PutCommand;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongConsumer;

/** An object whose bytes are complete, and synced where they are in a blob. */
final class PutCommit extends Commit<ObjectInfo> {
    private final PutCommand command;
    private final BucketInfo bucket;
    private final Received body;
    private final LongConsumer discardBlob;

    PutCommit(
            PutCommand command,
            BucketInfo bucket,
            Received body,
            LongConsumer discardBlob,
            Promise<ObjectInfo> promise) {
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
    ObjectInfo evaluate(CommitRound round) {
        BucketInfo now = round.buckets().requireSame(bucket);
        Optional<ObjectRecord> current = round.current(command.name(), now);
        command.conditions().checkWrite(current.map(ObjectRecord::info).orElse(null));
        Optional<KeptChecksum> kept = body.digests().kept().map(value -> new KeptChecksum(value, false));
        ObjectInfo info = new ObjectInfo(
                command.name(),
                body.size(),
                body.digests().md5(),
                round.takeVersion(),
                round.now(),
                command.headers(),
                command.metadata(),
                traits(now, round.now(), kept));
        round.put(now, new ObjectRecord(info, body.place()), body.inline(), current);
        return info;
    }

    private Traits traits(BucketInfo now, Instant written, Optional<KeptChecksum> kept) {
        return new Traits(
                command.tags(),
                kept,
                Optional.empty(),
                Standing.in(now.versioning()),
                now.lockOf(command.lock(), written),
                body.encrypted());
    }

    @Override
    void dropped() {
        Intake.discard(body, discardBlob);
    }
}
