package dev.cistern.node.backed;

import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings a bucket's writes to its cloud: the oldest first, several at a time, one of a key at a time. While the cloud fails,
 * one is tried at a time, after pauses of random length that grow up to half a minute. Confined to a context of its own.
 */
final class Uploads {
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;
    private static final int MOST_DOUBLINGS = 20;

    private final ContextInternal home;
    private final Parts parts;
    private final BucketInfo bucket;
    private final Gathering<String, Void> removals;
    private final Deque<ObjectName> waiting = new ArrayDeque<>();
    private final Set<ObjectName> known = new HashSet<>(); // Those that wait.
    private final Set<ObjectName> running = new HashSet<>();
    private int failures; // In a row.
    private boolean pausing;
    private volatile boolean stopped; // Once true, always true.
    private final AtomicLong uploaded = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private volatile @Nullable String trouble;

    /**
     * What uploads need.
     *
     * @param atOnce most at a time; asked each time
     * @param chance a number of at least 0 and less than 1
     */
    record Parts(ObjectStore store, Way way, CloudWriter writer, IntSupplier atOnce, Chances chance) {}

    /** Where pauses get their lengths from. */
    interface Chances {
        double next();
    }

    Uploads(ContextInternal home, Parts parts, BucketInfo bucket) {
        this.home = home;
        this.parts = parts;
        this.bucket = bucket;
        this.removals = new Gathering<>(keys -> CloudWriter.removeAll(parts.way.toWrite(bucket), keys));
    }

    /** There is a write of this object. Called by any thread. */
    void offer(ObjectName name) {
        home.runOnContext(now -> {
            if (known.add(name)) {
                waiting.add(name);
            }
            startSome();
        });
    }

    /** Starts no more. Called by any thread. */
    void stop() {
        stopped = true;
    }

    long uploaded() {
        return uploaded.get();
    }

    long failed() {
        return failed.get();
    }

    /** Why the last one failed, where none has succeeded since. */
    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    private void startSome() {
        int most = failures > 0 ? 1 : parts.atOnce.getAsInt();
        int looked = waiting.size();
        while (!stopped && !pausing && running.size() < most && looked-- > 0) {
            ObjectName next = waiting.remove();
            if (running.contains(next)) {
                waiting.add(next);
            } else {
                known.remove(next);
                start(next);
            }
        }
    }

    private void start(ObjectName name) {
        running.add(name);
        Future.<Void>succeededFuture()
                .compose(now -> parts.store.headBucket(bucket.name()))
                .compose(now -> {
                    if (now.id() != bucket.id()) {
                        throw new StoreException(Code.NO_SUCH_BUCKET, "another bucket has its name");
                    }
                    return parts.writer.bring(bucket, new CloudWriter.Cloud(parts.way.toWrite(now), removals), name);
                })
                // Not at once: it may have ended already, in the midst of starting others.
                .onComplete(done -> home.runOnContext(now -> ended(name, done)));
    }

    private void ended(ObjectName name, AsyncResult<Boolean> done) {
        running.remove(name);
        if (done.succeeded()) {
            succeeded(name, done.result());
        } else {
            failed(name, done.cause());
        }
        startSome();
    }

    private void succeeded(ObjectName name, boolean all) {
        failures = 0;
        trouble = null;
        uploaded.incrementAndGet();
        if (!all && known.add(name)) {
            waiting.add(name);
        }
    }

    private void failed(ObjectName name, Throwable cause) {
        if (CloudWriter.isBucketGone(cause)) {
            stopped = true;
            return;
        }
        failed.incrementAndGet();
        failures++;
        trouble = name + ": " + cause.getMessage();
        if (known.add(name)) {
            waiting.add(name);
        }
        pause();
    }

    private void pause() {
        if (pausing) {
            return;
        }
        pausing = true;
        long longest = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures, MOST_DOUBLINGS));
        long pause = 1 + (long) (longest * parts.chance.next());
        long unused = home.owner()
                .setTimer(
                        pause,
                        over -> home.runOnContext(now -> {
                            pausing = false;
                            startSome();
                        }));
    }
}
