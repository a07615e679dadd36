package dev.cistern.node.backed;

import dev.cistern.backends.BackendAnswer;
import dev.cistern.backends.BackendBody;
import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.BackendObject;
import dev.cistern.backends.BackendPart;
import dev.cistern.backends.BackendPut;
import dev.cistern.backends.ListableBackend;
import dev.cistern.backends.WritableBackend;
import dev.cistern.net.client.Origin;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A cloud in memory that can be written to and listed, writes down what was done, and fails or waits when told to. */
final class MemoryCloud implements WritableBackend, ListableBackend {
    private final Vertx vertx;
    private final NavigableMap<String, Stored> objects = new ConcurrentSkipListMap<>(BY_BYTES);
    /** Each write that was done: {@code +KEY=TEXT} or {@code -KEY}. */
    final List<String> done = new CopyOnWriteArrayList<>();

    /** Keys of each request that removes objects together. */
    final List<List<String>> together = new CopyOnWriteArrayList<>();

    volatile boolean away;
    /** A key that cannot be read or removed, as if the cloud failed. */
    volatile String broken = "";

    final AtomicInteger gets = new AtomicInteger();
    /** After so many of them it is away for all that follow. */
    volatile int answers = Integer.MAX_VALUE;
    /** Whether writes wait for {@link #letGo}. */
    volatile boolean holds;

    /** Whether answers that there is none wait for {@link #tellMissing}. */
    volatile boolean holdsMissing;

    /** Whether bodies that are read wait for {@link #giveBodies}. */
    volatile boolean holdsBodies;

    private final List<Runnable> bodies = new ArrayList<>();
    private final List<Runnable> held = new ArrayList<>();
    private final List<Runnable> untold = new ArrayList<>();
    private int writes;

    private record Stored(Buffer bytes, String etag, Map<String, String> metadata) {}

    MemoryCloud(Vertx vertx) {
        this.vertx = vertx;
    }

    void store(String key, String text) {
        objects.put(key, new Stored(Buffer.buffer(text), "\"of-" + text + "\"", Map.of()));
    }

    void remove(String key) {
        objects.remove(key);
    }

    Optional<String> text(String key) {
        return Optional.ofNullable(objects.get(key)).map(object -> object.bytes.toString());
    }

    Map<String, String> metadata(String key) {
        Stored stored = objects.get(key);
        return stored == null ? Map.of() : stored.metadata;
    }

    /** Does the writes that wait, and waits no more. */
    void letGo() {
        List<Runnable> now;
        synchronized (held) {
            holds = false;
            now = List.copyOf(held);
            held.clear();
        }
        now.forEach(Runnable::run);
    }

    int waiting() {
        synchronized (held) {
            return held.size();
        }
    }

    private <T> Future<T> away() {
        return Future.failedFuture(new BackendException(Fault.UNREACHABLE, "the cloud is away"));
    }

    /** Runs a write now or when it is let go, on its caller's context. */
    private void soon(Runnable write) {
        Context on = vertx.getOrCreateContext();
        synchronized (held) {
            if (holds) {
                held.add(() -> on.runOnContext(now -> write.run()));
                return;
            }
        }
        write.run();
    }

    @Override
    public Origin origin() {
        return new Origin("memory", 2, false);
    }

    @Override
    public Future<BackendAnswer> get(String key, Optional<String> knownEtag) {
        boolean silent = gets.incrementAndGet() > answers;
        Stored stored = objects.get(key);
        if (away || silent || key.equals(broken)) {
            return away();
        }
        if (stored == null) {
            return missing();
        }
        if (knownEtag.equals(Optional.of(stored.etag))) {
            return Future.succeededFuture(new BackendAnswer.NotModified());
        }
        ScriptedBody body = new ScriptedBody();
        fill(body, stored.bytes.getBytes());
        return Future.succeededFuture(new BackendAnswer.Found(describe(stored), body));
    }

    private void fill(ScriptedBody body, byte[] text) {
        Context on = vertx.getOrCreateContext();
        Runnable fill = () -> {
            body.feed(text);
            body.end();
        };
        synchronized (bodies) {
            if (holdsBodies) {
                bodies.add(() -> on.runOnContext(now -> fill.run()));
                return;
            }
        }
        fill.run();
    }

    /** Gives the bodies that wait, and holds none back any more. */
    void giveBodies() {
        List<Runnable> now;
        synchronized (bodies) {
            holdsBodies = false;
            now = List.copyOf(bodies);
            bodies.clear();
        }
        now.forEach(Runnable::run);
    }

    int heldBodies() {
        synchronized (bodies) {
            return bodies.size();
        }
    }

    private Future<BackendAnswer> missing() {
        Promise<BackendAnswer> promise = Promise.promise();
        Context on = vertx.getOrCreateContext();
        Runnable answer = () -> on.runOnContext(now -> promise.complete(new BackendAnswer.Missing()));
        synchronized (untold) {
            if (holdsMissing) {
                untold.add(answer);
                return promise.future();
            }
        }
        answer.run();
        return promise.future();
    }

    /** Gives the answers that wait, and holds none back any more. */
    void tellMissing() {
        List<Runnable> now;
        synchronized (untold) {
            holdsMissing = false;
            now = List.copyOf(untold);
            untold.clear();
        }
        now.forEach(Runnable::run);
    }

    int untold() {
        synchronized (untold) {
            return untold.size();
        }
    }

    private static BackendObject describe(Stored stored) {
        return new BackendObject(
                OptionalLong.of(stored.bytes.length()), Optional.of(stored.etag), Map.of(), Map.of(), stored.metadata);
    }

    @Override
    public Future<BackendBody> read(BackendPart part) {
        return Future.failedFuture(new BackendException(Fault.NO_PARTS, "it gives no parts"));
    }

    @Override
    public Future<Optional<BackendObject>> head(String key) {
        return away
                ? away()
                : Future.succeededFuture(Optional.ofNullable(objects.get(key)).map(MemoryCloud::describe));
    }

    @Override
    public Future<Written> put(BackendPut put, ReadStream<Buffer> body) {
        if (away) {
            return away();
        }
        Promise<Written> promise = Promise.promise();
        Buffer bytes = Buffer.buffer();
        var unused = body.handler(bytes::appendBuffer)
                .exceptionHandler(promise::tryFail)
                .endHandler(end -> soon(() -> promise.complete(write(put, bytes))));
        var flowing = body.resume();
        assert flowing != null;
        return promise.future();
    }

    private synchronized Written write(BackendPut put, Buffer bytes) {
        writes++;
        Stored stored = new Stored(bytes, "\"cloud-" + writes + "\"", put.metadata());
        objects.put(put.key(), stored);
        done.add("+" + put.key() + "=" + bytes);
        return new Written(bytes.length(), stored.etag, "", writes);
    }

    @Override
    public Set<String> compares() {
        return Set.of();
    }

    @Override
    public Future<Void> delete(String key, Map<String, String> conditions) {
        if (away) {
            return away();
        }
        if (key.equals(broken)) {
            return away();
        }
        Promise<Void> promise = Promise.promise();
        soon(() -> {
            done.add("-" + key);
            if (objects.remove(key) == null) {
                promise.fail(new BackendException(Fault.MISSING, "there is none"));
            } else {
                promise.complete();
            }
        });
        return promise.future();
    }

    @Override
    public Future<Map<String, BackendException>> deleteAll(List<String> keys) {
        together.add(List.copyOf(keys));
        return WritableBackend.super.deleteAll(keys);
    }

    @Override
    public Future<Page> list(ListPart part) {
        if (away) {
            return away();
        }
        List<Listed> listed = objects.entrySet().stream()
                .filter(object -> object.getKey().startsWith(part.prefix()))
                .filter(object -> part.startAfter().isEmpty()
                        || BY_BYTES.compare(object.getKey(), part.startAfter().get()) > 0)
                .map(object -> new Listed(
                        object.getKey(), object.getValue().bytes.length(), Instant.EPOCH, object.getValue().etag))
                .toList();
        boolean more = listed.size() > part.atMost();
        return Future.succeededFuture(Page.of(more ? listed.subList(0, part.atMost()) : listed, List.of(), more));
    }
}
