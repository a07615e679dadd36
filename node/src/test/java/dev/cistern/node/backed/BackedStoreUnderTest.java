package dev.cistern.node.backed;

import dev.cistern.backends.Backend;
import dev.cistern.conf.BackedSettings;
import dev.cistern.conf.Durability;
import dev.cistern.conf.StoreSettings;
import dev.cistern.node.engine.LocalEngine;
import dev.cistern.node.store.Backing;
import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.BucketTraits;
import dev.cistern.node.store.ByteRange;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.GetCommand;
import dev.cistern.node.store.GetCommand.Form;
import dev.cistern.node.store.GetCommand.Freshness;
import dev.cistern.node.store.Hops;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.OpenObject;
import dev.cistern.node.store.OpenObject.Chunk;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A real engine, a bucket with a backend in memory, and readers on event loops of their own. Calls block. */
final class BackedStoreUnderTest implements AutoCloseable {
    static final BucketName BUCKET = new BucketName("backed");
    static final BucketName OWN = new BucketName("own");
    static final String URL = "memory://backend/";
    static final BucketName WRITTEN = new BucketName("written");
    static final String WRITTEN_URL = "scheduled://backend/";
    static final BucketName BACK = new BucketName("back");
    static final String CLOUD_URL = "cloud://backend/";
    static final int CHUNK_BYTES = 1 << 20;
    static final Duration FOR_EVER = Duration.ofHours(1);

    final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(3));
    final MemoryBackend backend = new MemoryBackend(vertx);
    final ScheduledBackend scheduled = new ScheduledBackend(vertx);
    private final Map<OpenObject, Context> homes = new ConcurrentHashMap<>();
    final MemoryCloud cloud = new MemoryCloud(vertx);
    /** Stands between the engine and what is tested. */
    final FailingStore failing = new FailingStore();

    private final Path folder;
    private final Duration patience;
    volatile int queueMax = 1_000;
    volatile int uploads = 4;
    /** Whether it writes for other nodes too. */
    volatile boolean shared;
    /** What the store takes the disk for. */
    volatile Upkeep.Room room = new Upkeep.Room(0, 1_000);

    /** What time the store takes it to be; that of the engine goes on. */
    volatile Instant clock = Instant.now();

    LocalEngine engine;
    BackedStore store;

    BackedStoreUnderTest(Path folder, Duration patience) {
        this.folder = folder;
        this.patience = patience;
        engine = opened();
        store = before(engine);
        var unused = await(store.createBucket(BUCKET, BucketTraits.backedBy(URL)));
        var unusedToo = await(store.createBucket(OWN, BucketTraits.NONE));
        var unusedEither = await(store.createBucket(WRITTEN, BucketTraits.backedBy(WRITTEN_URL)));
        BucketTraits back = BucketTraits.backedBy(CLOUD_URL)
                .with(BucketDocument.BACKING, Optional.of(new Backing(Backing.Writes.BACK).text()));
        var unusedLast = await(store.createBucket(BACK, back));
    }

    private LocalEngine opened() {
        return await(LocalEngine.open(
                vertx, new StoreSettings(folder, Durability.OS, 16 * 1024, 1 << 20, 8 << 20, 4, 8 << 20)));
    }

    private BackedStore before(LocalEngine opened) {
        return new BackedStore(
                vertx,
                new Here(failing.over(opened), opened.multipart()),
                new Way((url, via) -> backendAt(url), "node-under-test", Hops.NONE),
                new Surroundings(
                        patience,
                        () -> clock,
                        new Self("node-under-test", () -> shared, () -> Future.succeededFuture(room))),
                () -> new BackedSettings(CHUNK_BYTES, 2, queueMax, uploads, 90, 80, 1_000));
    }

    /** Another node that changes the same records. */
    BackedStore another() {
        return before(engine);
    }

    /** The node ends, whatever it was about to do at the cloud is done or not, and another begins on its folder. */
    void restart() {
        var unusedStop = await(store.stop());
        failing.heal();
        var unused = await(engine.close());
        cloud.letGo();
        engine = opened();
        store = before(engine);
        var unusedToo = await(store.begin());
    }

    private Backend backendAt(String url) {
        if (url.equals(CLOUD_URL)) {
            return cloud;
        }
        if (url.equals(WRITTEN_URL)) {
            return scheduled;
        }
        if (!url.equals(URL)) {
            throw new IllegalArgumentException("no backend at " + url);
        }
        return backend;
    }

    static ObjectName name(String key) {
        return new ObjectName(BUCKET, key);
    }

    static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    OpenObject open(String key) {
        return await(opening(get(key, Optional.empty(), Freshness.STORED)));
    }

    OpenObject openLatest(String key) {
        return await(opening(get(key, Optional.empty(), Freshness.LATEST)));
    }

    byte[] read(String key) {
        return await(reading(open(key)));
    }

    byte[] readLatest(String key) {
        return await(reading(openLatest(key)));
    }

    byte[] readRange(String key, ByteRange range) {
        return await(reading(await(opening(get(key, Optional.of(range), Freshness.STORED)))));
    }

    static GetCommand get(String key, Optional<ByteRange> range, Freshness freshness) {
        return new GetCommand(name(key), range, Conditions.NONE, freshness, Form.BUFFERS);
    }

    /** Opens an object on an event loop of its own. */
    Future<OpenObject> opening(GetCommand command) {
        return elsewhere(() -> store.get(command).onSuccess(object -> homes.put(object, vertx.getOrCreateContext())));
    }

    /** Reads an open object to its end and closes it, where it was opened. */
    Future<byte[]> reading(OpenObject object) {
        Promise<byte[]> promise = Promise.promise();
        Objects.requireNonNull(homes.get(object)).runOnContext(now -> readOn(object, Buffer.buffer())
                .onComplete(done -> object.close())
                .onComplete(promise));
        return promise.future();
    }

    private static Future<byte[]> readOn(OpenObject object, Buffer read) {
        if (object.remaining() == 0) {
            return Future.succeededFuture(read.getBytes());
        }
        return object.next().compose(chunk -> readOn(object, read.appendBuffer(((Chunk.Bytes) chunk).buffer())));
    }

    /** Runs something on a fresh context, as a connection of its own would. */
    <T> Future<T> elsewhere(Supplier<Future<T>> work) {
        Promise<T> promise = Promise.promise();
        ((io.vertx.core.internal.VertxInternal) vertx).createEventLoopContext().runOnContext(now -> work.get()
                .onComplete(promise));
        return promise.future();
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(60, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("not done within 20 s", e);
        }
    }

    /** With which code a future fails. */
    static Code failure(Future<?> future) {
        Throwable cause = await(future.transform(
                done -> done.failed() ? Future.succeededFuture(done.cause()) : Future.failedFuture("did not fail")));
        if (cause instanceof StoreException failed) {
            return failed.code();
        }
        throw new AssertionError("not a failure of the store", cause);
    }

    /** Lets the engine and the event loops get on with what they have. */
    void settle() {
        var unused = await(elsewhere(() -> engine.head(new ObjectName(WRITTEN, "settled"), Conditions.NONE)
                .transform(looked -> Future.succeededFuture())));
    }

    /** Settles until something is so. */
    void settleUntil(BooleanSupplier so) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!so.getAsBoolean()) {
            settle();
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("it does not become so within 20 s");
            }
        }
    }

    /** Whether the engine itself has the object. */
    boolean isStored(String key) {
        return await(
                engine.head(name(key), Conditions.NONE).map(true).recover(missing -> Future.succeededFuture(false)));
    }

    @Override
    public void close() {
        var unused = await(engine.close());
        var unusedToo = await(vertx.close());
    }
}
