package dev.cistern.node.engine;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** All buckets, in memory, as they are committed. Read by any thread; changed by the committer, or the applier, alone. */
final class Buckets {
    /** Most buckets of a node. */
    static final int MAX = 10_000;

    private volatile ConcurrentMap<BucketName, BucketInfo> byName;

    Buckets(List<BucketInfo> stored) {
        this.byName = byName(stored);
    }

    private static ConcurrentMap<BucketName, BucketInfo> byName(List<BucketInfo> stored) {
        ConcurrentMap<BucketName, BucketInfo> byName = new ConcurrentHashMap<>();
        stored.forEach(bucket -> byName.put(bucket.name(), bucket));
        return byName;
    }

    /** @throws StoreException {@link Code#NO_SUCH_BUCKET} */
    BucketInfo require(BucketName name) {
        BucketInfo bucket = byName.get(name);
        if (bucket == null) {
            throw new StoreException(Code.NO_SUCH_BUCKET, "there is no bucket '" + name + "'");
        }
        return bucket;
    }

    /**
     * The bucket as it is now, if it is still the same: it may have been configured otherwise, or destroyed, and another
     * made under its name.
     *
     * @throws StoreException {@link Code#NO_SUCH_BUCKET}; {@link Code#BUSY} where there is another of that name, which whoever tries
     *     again finds
     */
    @CanIgnoreReturnValue
    BucketInfo requireSame(BucketInfo bucket) {
        BucketInfo now = require(bucket.name());
        if (now.id() != bucket.id()) {
            throw new StoreException(
                    Code.BUSY, "bucket '" + bucket.name() + "' was destroyed meanwhile, and made anew; try again");
        }
        return now;
    }

    /** The bucket as it is now, or as it was where it is gone. */
    BucketInfo latest(BucketInfo bucket) {
        BucketInfo now = byName.get(bucket.name());
        return now == null || now.id() != bucket.id() ? bucket : now;
    }

    boolean has(BucketName name) {
        return byName.containsKey(name);
    }

    int count() {
        return byName.size();
    }

    List<BucketInfo> inOrder() {
        List<BucketInfo> all = new ArrayList<>(byName.values());
        all.sort(Comparator.comparing(bucket -> bucket.name().value()));
        return all;
    }

    void add(BucketInfo bucket) {
        byName.put(bucket.name(), bucket);
    }

    /** Makes these all, at once for whoever reads. */
    void replaceAll(List<BucketInfo> stored) {
        byName = byName(stored);
    }

    void remove(BucketInfo bucket) {
        byName.remove(bucket.name(), bucket);
    }
}
