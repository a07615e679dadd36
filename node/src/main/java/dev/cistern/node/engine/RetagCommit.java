package dev.cistern.node.engine;

import dev.cistern.node.engine.record.ObjectRecord;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectInfo.Traits;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Promise;
import java.util.Map;

/** An object that is to get other tags. */
final class RetagCommit extends Commit<ObjectInfo> {
    private final ObjectName name;
    private final BucketInfo bucket;
    private final Map<String, String> tags;

    RetagCommit(ObjectName name, BucketInfo bucket, Map<String, String> tags, Promise<ObjectInfo> promise) {
        super(promise);
        this.name = name;
        this.bucket = bucket;
        this.tags = tags;
    }

    @Override
    ObjectInfo evaluate(CommitRound round) {
        round.buckets().requireSame(bucket);
        ObjectRecord current = round.current(name, bucket)
                .orElseThrow(() -> new StoreException(Code.NO_SUCH_OBJECT, "there is no object " + name));
        ObjectInfo old = current.info();
        Traits traits = old.traits().tagged(tags);
        ObjectInfo info = new ObjectInfo(
                name, old.size(), old.md5(), old.version(), old.modified(), old.headers(), old.metadata(), traits);
        round.putHead(bucket, new ObjectRecord(info, current.place()));
        return info;
    }
}
