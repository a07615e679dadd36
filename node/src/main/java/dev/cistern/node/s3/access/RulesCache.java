package dev.cistern.node.s3.access;

import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.BucketName;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The rules of buckets, parsed once for as long as a bucket stays as it is. Used by any thread. */
public final class RulesCache {
    /** More than a node has buckets. Then all are forgotten, and parsed anew when they are asked for. */
    private static final int MOST = 20_000;

    private final ConcurrentMap<BucketName, Parsed> byName = new ConcurrentHashMap<>();

    private record Parsed(BucketInfo bucket, BucketRules rules) {}

    public BucketRules of(BucketInfo bucket) {
        Parsed known = byName.get(bucket.name());
        // The same value is the same object for as long as nobody changes the bucket.
        if (known != null && isSame(known.bucket, bucket)) {
            return known.rules;
        }
        BucketRules rules = BucketRules.of(bucket);
        if (byName.size() >= MOST) {
            byName.clear();
        }
        byName.put(bucket.name(), new Parsed(bucket, rules));
        return rules;
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(BucketInfo one, BucketInfo other) {
        return one == other;
    }
}
