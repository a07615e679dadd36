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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A backend in memory that counts what it is asked, and whose bodies come as a test says. Used by any thread. */
final class MemoryBackend implements Backend {
    final AtomicInteger gets = new AtomicInteger();
    final AtomicInteger heads = new AtomicInteger();
    private final Map<String, Stored> objects = new ConcurrentHashMap<>();
    private final Vertx vertx;
    /** Parts that were asked for. */
    final List<BackendPart> reads = new CopyOnWriteArrayList<>();

    private final Map<Long, Opened> bodies = new ConcurrentHashMap<>();
    volatile boolean givesParts = true;
    volatile boolean dead;
    volatile boolean tellsLength = true;
    /** Whether bodies wait for {@link #script}. */
    volatile boolean scripted;

    private volatile @Nullable ScriptedBody body;
    private volatile @Nullable Context context;

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Stored(byte[] bytes, String etag) {}

    private record Opened(ScriptedBody body, Context context) {}

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
        Stored stored = objects.get(part.key());
        if (dead || !givesParts) {
            reads.add(part);
            return Future.failedFuture(
                    new BackendException(dead ? Fault.BACKEND : Fault.NO_PARTS, "no parts, or not reached"));
        }
        if (stored == null || !stored.etag.equals(part.etag())) {
            reads.add(part);
            return Future.failedFuture(new BackendException(Fault.CONDITION, "another object is there"));
        }
        ScriptedBody opened = new ScriptedBody();
        if (!scripted) {
            opened.feed(Arrays.copyOfRange(stored.bytes, (int) part.offset(), (int) part.last() + 1));
            opened.end();
        }
        context = vertx.getOrCreateContext();
        body = opened;
        bodies.put(part.offset(), new Opened(opened, vertx.getOrCreateContext()));
        reads.add(part);
        return Future.succeededFuture(opened);
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

    /** Does something with the body of the part that begins there. */
    void scriptPart(long offset, Consumer<ScriptedBody> step) {
        Opened part = bodies.get(offset);
        if (part == null) {
            throw new AssertionError("no part was opened at " + offset);
        }
        part.context.runOnContext(now -> step.accept(part.body));
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
