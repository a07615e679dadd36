package dev.cistern.node.engine;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.cistern.conf.DiskFolders;
import dev.cistern.conf.Durability;
import dev.cistern.conf.SegmentSettings;
import dev.cistern.conf.StoreSettings;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.BucketTraits;
import dev.cistern.node.store.ByteRange;
import dev.cistern.node.store.Checksum;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.GetCommand;
import dev.cistern.node.store.GetCommand.Form;
import dev.cistern.node.store.GetCommand.Freshness;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.OpenObject;
import dev.cistern.node.store.OpenObject.Chunk;
import dev.cistern.node.store.PutCommand;
import dev.cistern.node.store.StoreException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A Vert.x with one event loop, and one engine at a time on one folder. Calls block until the engine has answered. */
public final class StoreUnderTest implements AutoCloseable {
    static final BucketName BUCKET = new BucketName("bucket");
    static final int INLINE_MAX = 16 * 1024;

    /** That read, and as many that write. */
    static final int THREADS = 4;

    public final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    public final Context context = vertx.getOrCreateContext();
    private final Path folder;
    private final SegmentSettings segments;
    private DiskFolders disks;
    private LocalEngine engine;

    StoreUnderTest(Path folder) {
        this(folder, settings(folder), Outside.REAL);
    }

    StoreUnderTest(Path folder, StoreSettings settings, Outside outside) {
        this.folder = folder;
        this.segments = settings.segments();
        this.disks = settings.disks();
        this.engine = await(LocalEngine.open(vertx, settings, outside));
    }

    /** One where each blob has a file of its own. */
    public static StoreUnderTest inFiles(Path folder) {
        SegmentSettings none = new SegmentSettings(0, 60, 64 << 20);
        return new StoreUnderTest(folder, settings(folder).with(none), Outside.REAL);
    }

    static StoreSettings settings(Path folder) {
        return new StoreSettings(folder, Durability.OS, INLINE_MAX, 1 << 20, 8 << 20, THREADS, 8 << 20)
                .with(new SegmentSettings(1 << 20, 60, 64 << 20));
    }

    static StoreSettings with(StoreSettings from, Durability durability, long bufferBytes) {
        return new StoreSettings(
                from.dataDir(),
                from.disks(),
                durability,
                from.inlineMaxBytes(),
                from.space(),
                bufferBytes,
                from.threads(),
                from.caches(),
                from.scrub(),
                from.segments(),
                from.masterKeyFile());
    }

    public LocalEngine engine() {
        return engine;
    }

    /** The ids of all blobs, once what is done in the background is done. */
    public List<Long> blobs() {
        settle();
        return await(engine.blobs().local().idsAfter(0, 10_000));
    }

    /** Waits for what is done in the background: files that are to be deleted are. */
    public void settle() {
        await(engine.looked());
    }

    void makeBucket() {
        var unused = await(engine.createBucket(BUCKET, BucketTraits.NONE));
    }

    /** Takes other disks, now and when it is opened again. */
    void use(DiskFolders others) {
        disks = others;
        await(engine.apply(settings(folder).with(segments).with(disks)));
    }

    void reopen() {
        reopen(folder);
    }

    void reopen(Path other) {
        await(engine.close());
        engine = await(LocalEngine.open(vertx, settings(other).with(segments).with(disks)));
    }

    @CanIgnoreReturnValue
    public ObjectInfo put(String key, byte[] bytes) {
        return await(putting(command(key, bytes.length, Conditions.NONE), FakeBody.of(bytes, 8 * 1024)));
    }

    Future<ObjectInfo> putting(PutCommand command, FakeBody body) {
        return onContext(() -> engine.put(command, body));
    }

    public byte[] get(String key) {
        return read(open(key, Optional.empty(), Form.REGIONS));
    }

    byte[] get(String key, ByteRange range, Form form) {
        return read(open(key, Optional.of(range), form));
    }

    OpenObject open(String key, Optional<ByteRange> range, Form form) {
        return await(
                onContext(() -> engine.get(new GetCommand(name(key), range, Conditions.NONE, Freshness.STORED, form))));
    }

    byte[] read(OpenObject object) {
        try {
            return readOn(object);
        } finally {
            object.close();
        }
    }

    byte[] readOn(OpenObject object) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (object.remaining() > 0) {
            bytes.writeBytes(bytesOf(await(onContext(object::next))));
        }
        return bytes.toByteArray();
    }

    private static byte[] bytesOf(Chunk chunk) {
        if (chunk instanceof Chunk.Bytes bytes) {
            return bytes.buffer().getBytes();
        }
        Chunk.Region region = (Chunk.Region) chunk;
        ByteBuffer into = ByteBuffer.allocate(region.length());
        try {
            while (into.hasRemaining()) {
                int count = region.file().read(into, region.position() + into.position());
                if (count < 0) {
                    throw new IllegalStateException("the region ends outside the file");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return into.array();
    }

    <T> Future<T> onContext(Supplier<Future<T>> work) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(now -> {
            try {
                work.get().onComplete(promise);
            } catch (RuntimeException e) {
                promise.fail(e);
            }
        });
        return promise.future();
    }

    /** Runs on the context and waits until it has run. */
    public void run(Runnable work) {
        await(onContext(() -> {
            work.run();
            return Future.<Void>succeededFuture();
        }));
    }

    static PutCommand command(String key, long length, Conditions conditions) {
        return new PutCommand(name(key), OptionalLong.of(length), List.of(), conditions, Map.of(), Map.of());
    }

    static PutCommand command(String key, Checksum checksum) {
        return new PutCommand(name(key), OptionalLong.empty(), List.of(checksum), Conditions.NONE, Map.of(), Map.of());
    }

    public static ObjectName name(String key) {
        return new ObjectName(BUCKET, key);
    }

    public static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @CanIgnoreReturnValue
    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(60, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof StoreException expected) {
                throw expected;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        await(engine.close());
        await(vertx.close());
    }
}
