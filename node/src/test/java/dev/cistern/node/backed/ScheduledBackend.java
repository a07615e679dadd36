package dev.cistern.node.backed;

import dev.cistern.backends.BackendAnswer;
import dev.cistern.backends.BackendBody;
import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.BackendObject;
import dev.cistern.backends.BackendPart;
import dev.cistern.backends.BackendPut;
import dev.cistern.backends.WritableBackend;
import dev.cistern.net.client.Origin;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A backend with one object, in which nothing happens by itself: requests arrive, act and are answered in steps that a test
 * takes in any order. An object is as many copies of the number of the write that made it. Used by any thread.
 */
final class ScheduledBackend implements WritableBackend {
    private final Vertx vertx;
    private final List<Runnable> steps = new ArrayList<>();
    private final List<Boolean> deleted = new ArrayList<>(List.of(true));
    private int size;

    ScheduledBackend(Vertx vertx) {
        this.vertx = vertx;
    }

    /** What the object consists of after a write. */
    static byte[] bytes(long write, int size) {
        ByteBuffer bytes = ByteBuffer.allocate(size);
        while (bytes.remaining() >= Long.BYTES) {
            bytes.putLong(write);
        }
        return bytes.array();
    }

    /** The write that bytes come from; fails where they come from several. */
    static int writeOf(byte[] bytes) {
        long write = ByteBuffer.wrap(bytes).getLong();
        if (!Arrays.equals(bytes, bytes(write, bytes.length))) {
            throw new AssertionError("bytes of several writes in one object");
        }
        return (int) write;
    }

    synchronized int stepsLeft() {
        return steps.size();
    }

    /** Whether a write with this number or a later one has left no object. */
    synchronized boolean wasMissingSince(int write) {
        return deleted.subList(write, deleted.size()).contains(true);
    }

    synchronized int lastWrite() {
        return deleted.size() - 1;
    }

    void step(int which) {
        Runnable step;
        synchronized (this) {
            step = steps.remove(which % steps.size());
        }
        step.run();
    }

    private synchronized void later(Context on, Runnable step) {
        steps.add(() -> on.runOnContext(now -> step.run()));
    }

    private synchronized int write(int newSize) {
        size = newSize;
        deleted.add(newSize < 0);
        return lastWrite();
    }

    private synchronized Optional<byte[]> current() {
        return deleted.get(lastWrite()) ? Optional.empty() : Optional.of(bytes(lastWrite(), size));
    }

    @Override
    public Origin origin() {
        return new Origin("memory", 1, false);
    }

    @Override
    public Future<BackendAnswer> get(String key, Optional<String> knownEtag) {
        Context on = vertx.getOrCreateContext();
        Promise<BackendAnswer> promise = Promise.promise();
        later(on, () -> {
            Optional<byte[]> found = current();
            later(on, () -> promise.complete(answer(on, found, knownEtag)));
        });
        return promise.future();
    }

    private BackendAnswer answer(Context on, Optional<byte[]> found, Optional<String> knownEtag) {
        if (found.isEmpty()) {
            return new BackendAnswer.Missing();
        }
        BackendObject object = describe(found.get());
        if (knownEtag.isPresent() && knownEtag.equals(object.etag())) {
            return new BackendAnswer.NotModified();
        }
        ScriptedBody body = new ScriptedBody();
        int half = found.get().length / 2;
        later(on, () -> {
            body.feed(Arrays.copyOf(found.get(), half));
            later(on, () -> {
                body.feed(Arrays.copyOfRange(found.get(), half, found.get().length));
                body.end();
            });
        });
        return new BackendAnswer.Found(object, body);
    }

    private static BackendObject describe(byte[] bytes) {
        return new BackendObject(
                OptionalLong.of(bytes.length), Optional.of("\"" + writeOf(bytes) + "\""), Map.of(), Map.of(), Map.of());
    }

    @Override
    public Future<BackendBody> read(BackendPart part) {
        return Future.failedFuture(new BackendException(Fault.BACKEND, "it gives no parts"));
    }

    @Override
    public Future<Optional<BackendObject>> head(String key) {
        return Future.succeededFuture(current().map(ScheduledBackend::describe));
    }

    /** The bytes that are put do not matter: the object consists of the number of its write. */
    @Override
    public Future<Written> put(BackendPut put, ReadStream<Buffer> body) {
        Context on = vertx.getOrCreateContext();
        Promise<Written> promise = Promise.promise();
        int length = (int) put.lengthBytes().orElseThrow();
        later(on, () -> {
            int write = write(length);
            later(on, () -> promise.complete(new Written(length, "\"" + write + "\"", "", write)));
        });
        return promise.future();
    }

    @Override
    public Set<String> compares() {
        return Set.of("crc32c", "sha256", "sha512");
    }

    @Override
    public Future<Void> delete(String key, Map<String, String> conditions) {
        Context on = vertx.getOrCreateContext();
        Promise<Void> promise = Promise.promise();
        later(on, () -> {
            boolean there = current().isPresent();
            int unused = there ? write(-1) : 0;
            later(on, () -> answerDelete(promise, there));
        });
        return promise.future();
    }

    private static void answerDelete(Promise<Void> promise, boolean there) {
        @Nullable Throwable missing = there ? null : new BackendException(Fault.MISSING, "there is none");
        if (missing == null) {
            promise.complete();
        } else {
            promise.fail(missing);
        }
    }
}
