package dev.cistern.node.backed;

import dev.cistern.backends.Backend;
import dev.cistern.backends.BackendAnswer;
import dev.cistern.backends.BackendBody;
import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.BackendObject;
import dev.cistern.backends.BackendPart;
import dev.cistern.net.client.Origin;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A backend in memory that counts what it is asked, and whose bodies come as a test says. Used by any thread. */
final class MemoryBackend implements Backend {
    final AtomicInteger gets = new AtomicInteger();
    final AtomicInteger heads = new AtomicInteger();
    private final Map<String, Stored> objects = new ConcurrentHashMap<>();
    private final Vertx vertx;
    volatile boolean dead;
    volatile boolean tellsLength = true;
    /** Whether bodies wait for {@link #script}. */
    volatile boolean scripted;

    private volatile @Nullable ScriptedBody body;
    private volatile @Nullable Context context;

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Stored(byte[] bytes, String etag) {}

    MemoryBackend(Vertx vertx) {
        this.vertx = vertx;
    }

    void store(String key, byte[] bytes, String etag) {
        objects.put(key, new Stored(bytes, etag));
    }

    void remove(String key) {
        objects.remove(key);
    }

    @Override
    public Origin origin() {
        return new Origin("memory", 1, false);
    }

    @Override
    public Future<BackendAnswer> get(String key, Optional<String> knownEtag) {
        gets.incrementAndGet();
        if (dead) {
            return Future.failedFuture(new BackendException(Fault.BACKEND, "connection refused"));
        }
        Stored stored = objects.get(key);
        if (stored == null) {
            return Future.succeededFuture(new BackendAnswer.Missing());
        }
        if (knownEtag.isPresent() && knownEtag.get().equals(stored.etag)) {
            return Future.succeededFuture(new BackendAnswer.NotModified());
        }
        ScriptedBody opened = new ScriptedBody();
        if (!scripted) {
            opened.feed(stored.bytes);
            opened.end();
        }
        context = vertx.getOrCreateContext();
        body = opened;
        return Future.succeededFuture(new BackendAnswer.Found(describe(stored), opened));
    }

    @Override
    public Future<BackendBody> read(BackendPart part) {
        return Future.failedFuture(new BackendException(Fault.BACKEND, "it gives no parts"));
    }

    @Override
    public Future<Optional<BackendObject>> head(String key) {
        heads.incrementAndGet();
        return Future.succeededFuture(Optional.ofNullable(objects.get(key)).map(this::describe));
    }

    private BackendObject describe(Stored stored) {
        OptionalLong length = tellsLength ? OptionalLong.of(stored.bytes.length) : OptionalLong.empty();
        return new BackendObject(
                length, Optional.of(stored.etag), Map.of(), Map.of("content-type", "text/x-test"), Map.of());
    }

    /** The body opened last; it exists once its reader has been given the object. */
    ScriptedBody body() {
        ScriptedBody opened = body;
        if (opened == null) {
            throw new AssertionError("no body was opened");
        }
        return opened;
    }

    /** Does something with the body opened last, on its context. */
    void script(Consumer<ScriptedBody> step) {
        Context on = context;
        if (on == null) {
            throw new AssertionError("no body was opened");
        }
        on.runOnContext(now -> step.accept(body()));
    }
}
