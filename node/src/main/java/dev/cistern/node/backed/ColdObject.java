package dev.cistern.node.backed;

import dev.cistern.backends.BackendObject;
import dev.cistern.node.store.ByteRange;
import dev.cistern.node.store.Checksum;
import dev.cistern.node.store.Checksum.Algorithm;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.GetCommand;
import dev.cistern.node.store.GetCommand.Freshness;
import dev.cistern.node.store.Missing;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.OpenObject;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An object read while it is being fetched: its bytes come as they pass, out of what the store has of them already where they have
 * passed, and from the store when it is there.
 * Confined to its reader's context.
 */
final class ColdObject implements OpenObject {
    private final ContextInternal context;
    private final Fetch fetch;
    private final ObjectStore store;
    private final GetCommand command;
    private final ObjectInfo info;
    private final ByteRange.Resolved part;
    private final Follower follower;
    private long position;
    private long storedVersion; // 0 until it is stored.
    private boolean asking;
    private @Nullable Future<Void> opening;
    private @Nullable OpenObject rest;
    private boolean closed;

    /** @throws StoreException where the conditions or the range of the command do not hold */
    ColdObject(ContextInternal context, Fetch fetch, ObjectStore store, GetCommand command, ObjectInfo info) {
        command.conditions().checkRead(info);
        this.context = context;
        this.fetch = fetch;
        this.store = store;
        this.command = command;
        this.info = info;
        this.part = command.range()
                .map(range -> range.resolve(info.size()))
                .orElseGet(() -> new ByteRange.Resolved(0, info.size()));
        this.position = part.offset();
        this.follower = new Follower(position);
    }

    /** What is known of an object whose bytes are still with its backend, which has said how many there are. */
    static ObjectInfo info(ObjectName name, BackendObject object) {
        Map<String, String> headers = new LinkedHashMap<>(object.headers());
        object.etag().ifPresent(etag -> headers.put("etag", etag));
        return new ObjectInfo(name, object.lengthBytes().orElse(0), "", 0, Instant.now(), headers, object.metadata());
    }

    /** What its bytes must come to. */
    static List<Checksum> checksums(BackendObject object) {
        return object.checksums().entrySet().stream()
                .map(sum -> new Checksum(Algorithm.valueOf(sum.getKey().toUpperCase(Locale.ROOT)), sum.getValue()))
                .toList();
    }

    Follower follower() {
        return follower;
    }

    @Override
    public ObjectInfo info() {
        return info;
    }

    @Override
    public long offset() {
        return part.offset();
    }

    @Override
    public long length() {
        return part.length();
    }

    @Override
    public long remaining() {
        return rest == null ? part.offset() + part.length() - position : rest.remaining();
    }

    /** To be called once, on the reader's context. */
    void begin() {
        Promise<ObjectInfo> stored = context.promise();
        fetch.onHome(() -> fetch.stored().onComplete(stored));
        stored.future().onSuccess(object -> {
            storedVersion = object.version();
            openIfStored();
        });
    }

    /** As soon as the object is stored, and no bytes are on their way here, the rest is opened there. */
    private void openIfStored() {
        if (storedVersion > 0 && !asking && !closed && rest == null && opening == null && remaining() > 0) {
            opening = openRest()
                    .onSuccess(opened -> fetch.onHome(() -> fetch.release(follower)))
                    .<Void>mapEmpty()
                    .otherwiseEmpty();
        }
    }

    @Override
    public Future<Chunk> next() {
        if (rest != null) {
            return rest.next();
        }
        Future<Void> opened = opening;
        return opened == null ? ask() : opened.compose(done -> rest == null ? ask() : rest.next());
    }

    private Future<Chunk> ask() {
        Promise<Optional<Buffer>> promise = context.promise();
        long from = position;
        asking = true;
        fetch.onHome(() -> fetch.read(follower, from, promise));
        return promise.future().compose(bytes -> bytes.isPresent() ? given(bytes.get()) : readRest());
    }

    private Future<Chunk> given(Buffer bytes) {
        asking = false;
        int length = (int) Math.min(bytes.length(), remaining());
        position += length;
        openIfStored();
        return context.succeededFuture(new Chunk.Bytes(bytes.slice(0, length)));
    }

    /** The bytes are in the store. */
    private Future<Chunk> readRest() {
        Promise<ObjectInfo> stored = context.promise();
        fetch.onHome(() -> fetch.stored().onComplete(stored));
        return stored.future()
                .compose(object -> {
                    storedVersion = object.version();
                    return openRest();
                })
                .compose(OpenObject::next);
    }

    private Future<OpenObject> openRest() {
        long last = part.offset() + part.length() - 1;
        GetCommand remainder = new GetCommand(
                command.name(),
                Optional.of(new ByteRange.Between(position, last)),
                Conditions.NONE,
                Freshness.STORED,
                command.form());
        return store.get(remainder)
                .recover(cause -> Future.failedFuture(Missing.is(cause) ? replaced() : cause))
                .compose(this::goOn);
    }

    private StoreException replaced() {
        return new StoreException(Code.BACKEND_FAILED, info.name() + " was replaced while it was read");
    }

    private Future<OpenObject> goOn(OpenObject opened) {
        if (closed || opened.info().version() != storedVersion) {
            opened.close();
            return context.failedFuture(replaced());
        }
        rest = opened;
        return context.succeededFuture(opened);
    }

    @Override
    public void close() {
        closed = true;
        fetch.onHome(() -> fetch.leave(follower));
        if (rest != null) {
            rest.close();
        }
    }
}
