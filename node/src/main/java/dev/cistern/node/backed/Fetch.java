package dev.cistern.node.backed;

import dev.cistern.backends.BackendAnswer;
import dev.cistern.backends.BackendBody;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.Conditions.Beside;
import dev.cistern.node.store.Draft;
import dev.cistern.node.store.GetCommand.Freshness;
import dev.cistern.node.store.Missing;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.PutCommand;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One object on its way from its backend into the store, and to all who asked for it meanwhile. Confined to the context of
 * the first who asked, and it goes on when that one leaves. Ends when the object is committed, or with the first failure:
 * the last bytes are withheld until then, so that whoever has read all of an object knows that it is stored.
 */
final class Fetch {
    private final ContextInternal home;
    private final FetchParts parts;
    private final Wanted wanted;
    private final Promise<Optional<ObjectInfo>> streaming;
    private final Promise<ObjectInfo> stored;
    private final StoreFeed feed = new StoreFeed(this::flow);
    private final Window window = new Window();
    private final Pace pace;
    private final Set<Follower> followers = new HashSet<>();
    private final Instant begun;
    private Optional<Beside> unchanged = Optional.empty();
    private Optional<String> etag = Optional.empty();
    private OptionalLong length = OptionalLong.empty();
    private @Nullable BackendBody body;
    private @Nullable Draft draft;
    private boolean flowing;
    private boolean over; // Once true, always true: all bytes came, or it failed.
    private boolean unstored; // Once true, always true: whole, but superseded.
    private volatile boolean superseded; // Once true, always true.
    private volatile long reached;

    Fetch(FetchParts parts, Wanted wanted, ContextInternal home) {
        this.home = home;
        this.parts = parts;
        this.wanted = wanted;
        this.begun = parts.ages().now();
        this.pace = new Pace(home.owner(), parts.patience(), this::flow);
        this.streaming = home.promise();
        this.stored = home.promise();
    }

    /** Completes on the fetch's context, when its bytes begin to come or it is clear that the store has them. */
    Future<Optional<ObjectInfo>> streaming() {
        return streaming.future();
    }

    /** Completes on the fetch's context, when the object can be read from the store. */
    Future<ObjectInfo> stored() {
        return stored.future();
    }

    /** Runs something on the fetch's context. */
    void onHome(Runnable task) {
        home.runOnContext(now -> task.run());
    }

    /** @param end called once, when this fetch is over */
    void begin(Runnable end) {
        stored.future().onComplete(over -> end.run());
        onHome(this::start);
    }

    /** Looks whether the object was stored while this fetch was about to begin, and asks the backend if not. */
    private void start() {
        Missing.asEmpty(parts.store().head(wanted.name(), Conditions.NONE))
                .compose(this::ask)
                .onFailure(this::fail);
    }

    private Future<Void> ask(Optional<ObjectInfo> known) {
        if (known.isPresent()
                && (wanted.freshness() == Freshness.STORED || parts.queue().has(wanted))) {
            serveStored(known.get());
            return Future.succeededFuture();
        }
        Optional<String> etagHere = known.flatMap(CloudWriter::etagThere);
        return parts.changes().before(wanted.name()).compose(beside -> {
            unchanged = beside;
            Instant asked = parts.ages().now();
            return parts.backend().get(wanted.name().key(), etagHere).compose(answer -> answered(answer, known, asked));
        });
    }

    private Future<Void> answered(BackendAnswer answer, Optional<ObjectInfo> known, Instant asked) {
        if (answer instanceof BackendAnswer.Found found) {
            body = found.body();
            return parts.store().headBucket(wanted.bucket().name()).map(bucket -> receive(found, bucket));
        }
        if (answer instanceof BackendAnswer.NotModified && known.isPresent()) {
            return parts.ages().renew(wanted.bucket(), wanted.name(), asked).map(renewed -> {
                serveStored(known.get());
                return renewed;
            });
        }
        StoreException missing = missing(wanted.name());
        return known.isEmpty()
                ? Future.failedFuture(missing)
                : parts.store()
                        .delete(wanted.name(), Conditions.guardedBy(this::isStillLatest))
                        .transform(deleted -> Future.failedFuture(missing));
    }

    private void serveStored(ObjectInfo object) {
        over = true;
        streaming.complete(Optional.empty());
        stored.complete(object);
    }

    /** @param bucket as it is now: it may have been destroyed, and another made under its name */
    private @Nullable Void receive(BackendAnswer.Found found, BucketInfo bucket) {
        if (bucket.id() != wanted.bucket().id()) {
            throw new StoreException(
                    Code.NO_SUCH_BUCKET, "bucket '" + bucket.name() + "' was destroyed while its object was fetched");
        }
        found.body().handler(this::received);
        found.body().endHandler(end -> ended());
        found.body().exceptionHandler(this::brokeOff);
        length = found.object().lengthBytes();
        ObjectInfo info = ColdObject.info(wanted.name(), found.object());
        etag = found.object().etag();
        Conditions onlyIfLatest = Conditions.guardedBy(this::isStillLatest).with(unchanged);
        if (wanted.freshness() == Freshness.STORED) { // There was none when it began.
            onlyIfLatest = onlyIfLatest.ifNone();
        }
        PutCommand command = new PutCommand(
                wanted.name(),
                length,
                ColdObject.checksums(found.object()),
                onlyIfLatest,
                info.headers(),
                info.metadata());
        parts.store()
                .put(command, feed, this::drafted)
                .onSuccess(object -> {
                    parts.arrivals().add(wanted.bucket().id(), object.size());
                    committed(object);
                })
                .onFailure(this::notCommitted);
        streaming.tryComplete(length.isPresent() ? Optional.of(info) : Optional.empty());
        return null;
    }

    private boolean isStillLatest() {
        if (parts.queue().isAhead(wanted) || parts.ages().now().isAfter(begun.plus(Changes.LONGEST_FETCH))) {
            superseded = true;
        }
        return !superseded;
    }

    private void received(Buffer buffer) {
        if (over) {
            return;
        }
        parts.tally().bytes.add(buffer.length());
        window.append(buffer);
        reached = window.end();
        feed.give(buffer);
        serveAll();
        flow();
    }

    private void ended() {
        if (over) {
            return;
        }
        if (length.isPresent() && length.getAsLong() != window.end()) {
            fail(new StoreException(
                    Code.BACKEND_FAILED,
                    "the backend broke off after " + window.end() + " of " + length.getAsLong() + " bytes of "
                            + wanted.name()));
            return;
        }
        over = true;
        pace.end();
        feed.end();
    }

    private void brokeOff(Throwable cause) {
        if (!over) {
            fail(cause);
        }
    }

    /** There is more in the store of what has come. */
    private void drafted(Draft grown) {
        draft = grown;
        serveAll();
        clearIfUnread();
    }

    /**
     * Whoever still reads goes on in the store, so that a slow reader keeps no bytes in memory; but the bytes stay until each
     * has found the object there, since a write may remove it.
     */
    private void committed(ObjectInfo object) {
        stored.tryComplete(object);
        serveAll();
        clearIfUnread();
    }

    private void clearIfUnread() {
        if (followers.isEmpty() && stored.future().isComplete()) {
            clear();
        }
    }

    private void clear() {
        window.clear();
        Draft unread = draft;
        draft = null;
        if (unread != null) {
            unread.close();
        }
    }

    /** Forgets a reader that has found the object in the store. */
    void release(Follower follower) {
        boolean unused = followers.remove(follower);
        clearIfUnread();
    }

    /** Where somebody else has stored the same meanwhile, readers go on there. */
    private void notCommitted(Throwable cause) {
        if (over && cause instanceof StoreException refused && refused.code() == Code.PRECONDITION_FAILED) {
            Missing.asEmpty(parts.store().head(wanted.name(), Conditions.NONE)).onComplete(found -> {
                boolean same = found.succeeded()
                        && found.result().filter(this::isWhatCame).isPresent();
                if (same) {
                    committed(found.result().orElseThrow());
                } else {
                    overtaken();
                }
            });
        } else if (cause instanceof StoreException wrong && wrong.code() == Code.CHECKSUM_MISMATCH) {
            fail(new StoreException(
                    Code.BACKEND_FAILED, "the backend sent other bytes than it announced: " + wrong.getMessage()));
        } else {
            fail(cause);
        }
    }

    private boolean isWhatCame(ObjectInfo object) {
        return object.size() == window.end() && etag.isPresent() && etag.equals(CloudWriter.etagThere(object));
    }

    /**
     * A write has come between, so the bytes are not stored; they are whole, and were compared with their checksum, so whoever
     * reads them gets their end.
     */
    private void overtaken() {
        superseded = true; // Where another node wrote it, that is how this one learns of it.
        unstored = true;
        stored.tryFail(new StoreException(Code.BACKEND_FAILED, wanted.name() + " was replaced while it was read"));
        serveAll();
    }

    /** What it brings is for those alone who wait for it already. Called by any thread. */
    void supersede() {
        superseded = true;
    }

    /** How many bytes have come. Called by any thread. */
    long reached() {
        return reached;
    }

    boolean isSuperseded() {
        return superseded;
    }

    private void fail(Throwable cause) {
        StoreException reason = BackendFailure.of(cause);
        over = true;
        if (!stored.tryFail(reason)) {
            return;
        }
        if (reason.code() != Code.NO_SUCH_OBJECT) {
            parts.tally().failed.increment();
        }
        streaming.tryFail(reason);
        feed.fail(reason);
        if (body != null) {
            body.cancel();
        }
        pace.end();
        for (Follower follower : List.copyOf(followers)) {
            follower.fail(reason);
        }
        followers.clear();
        clear();
    }

    /** Adds a reader that wants to be given the bytes as they pass. */
    void follow(Follower follower) {
        followers.add(follower);
    }

    /** Forgets a reader; the fetch goes on without it. */
    void leave(Follower follower) {
        follower.fail(new StoreException(Code.CLOSED, "the reader of " + wanted.name() + " has left"));
        if (followers.remove(follower)) {
            flow();
            clearIfUnread();
        }
    }

    /** Gives a reader its next bytes now or when they come; none where it is to read them in the store. */
    void read(Follower follower, long position, Promise<Optional<Buffer>> promise) {
        follower.ask(position, promise);
        if (stored.future().failed() && !unstored) {
            follower.fail(stored.future().cause());
            return;
        }
        serve(follower);
        flow();
    }

    private void serveAll() {
        if (followers.isEmpty()) {
            return;
        }
        new ArrayList<>(followers).forEach(this::serve);
    }

    private void serve(Follower follower) {
        if (!follower.isAsking() || follower.position() >= window.end()) {
            return;
        }
        Optional<Buffer> bytes = window.from(follower.position());
        boolean ended = stored.future().isComplete();
        if (bytes.isPresent()) {
            if (ended || !isEnd(follower.position() + bytes.get().length())) {
                follower.give(bytes);
            }
        } else if (draft != null && follower.position() < draft.lengthBytes()) {
            follower.give(draft.read(follower.position()));
        } else if (ended) {
            followers.remove(follower);
            follower.give(Optional.empty());
            clearIfUnread();
        } else {
            pace.hurry(); // It waits for what is being written.
        }
    }

    private boolean isEnd(long position) {
        return length.isPresent() && length.getAsLong() == position;
    }

    /** Lets the body flow or holds it, as the store and the readers have it. */
    private void flow() {
        BackendBody bytes = body;
        if (bytes == null || over) {
            return;
        }
        boolean flow = !pace.mustHold(window.end(), followers) && feed.isWanted();
        if (flow != flowing) {
            flowing = flow;
            var unused = flow ? bytes.resume() : bytes.pause();
        }
    }

    static StoreException missing(ObjectName name) {
        return new StoreException(Code.NO_SUCH_OBJECT, "there is no object " + name + ", nor has the backend any");
    }
}
