package dev.cistern.node.backed;

import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.ObjectVersion;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Since when it is known that a copy is what its backend has. Used by any thread. */
final class Freshening {
    /** A note of when the backend said last that it has the same. Unit: milliseconds since 1970. */
    private static final String SEEN = ":seen";

    private final ObjectStore store;
    private final InstantSource clock;

    Freshening(ObjectStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** @param copy the record of an object or a manifest */
    boolean isGood(ObjectInfo copy, Duration goodFor) {
        Instant seen = Optional.ofNullable(copy.headers().get(SEEN))
                .map(millis -> Instant.ofEpochMilli(Long.parseLong(millis)))
                .filter(noted -> noted.isAfter(copy.modified()))
                .orElse(copy.modified());
        return !goodFor.isZero() && clock.instant().isBefore(seen.plus(goodFor));
    }

    Instant now() {
        return clock.instant();
    }

    /**
     * The backend says so, of a bucket's copy. One that is gone by now needs none, and one that has taken its place was fetched
     * later than that.
     *
     * @param asked when the backend was asked
     */
    Future<Void> renew(BucketInfo bucket, ObjectName copy, Instant asked) {
        return bucket.backing().goodFor().isEmpty()
                ? Future.succeededFuture()
                : store.note(ObjectVersion.latest(copy), SEEN, Optional.of(Long.toString(asked.toEpochMilli())))
                        .<Void>mapEmpty()
                        .otherwiseEmpty();
    }
}
