package dev.cistern.node.engine;

import dev.cistern.node.engine.record.ObjectRecord;
import dev.cistern.node.engine.record.RecordInput;
import dev.cistern.node.engine.record.RecordOutput;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectVersion;
import io.vertx.core.Promise;
import java.util.Map;

/** A version that is to get other tags. */
final class RetagCommit extends Commit<ObjectInfo> {
    private final ObjectVersion version;
    private final BucketInfo bucket;
    private final Map<String, String> tags;

    RetagCommit(ObjectVersion version, BucketInfo bucket, Map<String, String> tags, Promise<ObjectInfo> promise) {
        super(promise);
        this.version = version;
        this.bucket = bucket;
        this.tags = tags;
    }

    @Override
    ObjectInfo evaluate(CommitRound round) {
        BucketInfo now = round.requireSame(bucket);
        ObjectRecord old = round.require(version, now);
        ObjectInfo info = old.info().with(old.info().traits().tagged(tags));
        round.putHead(now, new ObjectRecord(info, old.place()));
        return info;
    }

    @Override
    void write(RecordOutput out) {
        CommandFields.writeBucket(out, bucket);
        CommandFields.writeVersion(out, version);
        out.writeMap(tags);
    }

    static RetagCommit read(RecordInput in) {
        BucketInfo bucket = CommandFields.readBucket(in);
        return new RetagCommit(CommandFields.readVersion(in, bucket), bucket, in.readMap(), Promise.promise());
    }
}
