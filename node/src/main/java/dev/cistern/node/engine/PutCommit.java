package dev.cistern.node.engine;

import dev.cistern.node.engine.record.ObjectRecord;
import dev.cistern.node.engine.record.RecordInput;
import dev.cistern.node.engine.record.RecordOutput;
import dev.cistern.node.store.BodyChecks;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.Conditions.Beside;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectInfo.KeptChecksum;
import dev.cistern.node.store.ObjectInfo.Standing;
import dev.cistern.node.store.ObjectInfo.Traits;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.PutCommand;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/** An object whose bytes are complete, and synced where they are in a blob. */
final class PutCommit extends Commit<ObjectInfo> {
    private final PutCommand command;
    private final BucketInfo bucket;
    private final CommittedBody body;
    private final LongConsumer discardBlob;

    PutCommit(
            PutCommand command,
            BucketInfo bucket,
            Received body,
            LongConsumer discardBlob,
            Promise<ObjectInfo> promise) {
        this(command, bucket, CommittedBody.of(body), discardBlob, promise);
    }

    private PutCommit(
            PutCommand command,
            BucketInfo bucket,
            CommittedBody body,
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
        BucketInfo now = round.requireSame(bucket);
        requireSealed(now);
        Optional<ObjectRecord> current = round.current(command.name(), now);
        command.conditions().checkWrite(current.map(ObjectRecord::info).orElse(null));
        command.conditions().beside().ifPresent(beside -> beside.require(version(round, now, beside.key())));
        Optional<KeptChecksum> kept = body.kept().map(value -> new KeptChecksum(value, false));
        ObjectInfo info = new ObjectInfo(
                command.name(),
                body.size(),
                body.md5(),
                round.takeVersion(),
                round.now(),
                command.headers(),
                command.metadata(),
                traits(now, round.now(), kept));
        round.put(now, new ObjectRecord(info, body.place()), body.inline(), current);
        return info;
    }

    /** Once a bucket is said to encrypt, nothing comes into it in the clear, whatever it was when the body came. */
    private void requireSealed(BucketInfo now) {
        if (now.encryption().isPresent() && body.encrypted().isEmpty()) {
            throw new StoreException(
                    Code.BUSY, "bucket '" + now.name() + "' encrypts its objects since a moment ago; try again");
        }
    }

    private static long version(CommitRound round, BucketInfo now, String key) {
        return round.current(new ObjectName(now.name(), key), now)
                .map(record -> record.info().version())
                .orElse(Beside.NO_VERSION);
    }

    /** Whether it is made only if another record is as it was: a command of its own. */
    boolean isBeside() {
        return command.conditions().beside().isPresent();
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
        body.discard(discardBlob);
    }

    @Override
    void checkHere() {
        command.conditions().requireGuard();
    }

    @Override
    void write(RecordOutput out) {
        command.conditions().beside().ifPresent(beside -> {
            out.writeText(beside.key());
            out.writeLong(beside.version());
        });
        CommandFields.writeBucket(out, bucket);
        out.writeText(command.name().key());
        CommandFields.writeConditions(out, command.conditions());
        out.writeMap(command.headers());
        out.writeMap(command.metadata());
        out.writeMap(command.tags());
        out.writeMore(command.lock(), body.encrypted());
        body.write(out);
    }

    static PutCommit read(RecordInput in) {
        return read(in, Optional.empty());
    }

    static PutCommit readBeside(RecordInput in) {
        return read(in, Optional.of(new Beside(in.readText(), in.readLong())));
    }

    private static PutCommit read(RecordInput in, Optional<Beside> beside) {
        BucketInfo bucket = CommandFields.readBucket(in);
        ObjectName name = new ObjectName(bucket.name(), in.readText());
        Conditions conditions = CommandFields.readConditions(in).with(beside);
        Map<String, String> headers = in.readMap();
        Map<String, String> metadata = in.readMap();
        Map<String, String> tags = in.readMap();
        Traits more = in.readMore();
        PutCommand command = new PutCommand(
                name,
                OptionalLong.empty(),
                BodyChecks.NONE,
                conditions,
                headers,
                metadata,
                tags,
                more.lock(),
                Optional.empty());
        return new PutCommit(command, bucket, CommittedBody.read(in, more.encrypted()), blob -> {}, Promise.promise());
    }
}
