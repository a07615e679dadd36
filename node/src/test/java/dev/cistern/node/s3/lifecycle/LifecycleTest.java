package dev.cistern.node.s3.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.conf.Durability;
import dev.cistern.conf.StoreSettings;
import dev.cistern.node.engine.LocalEngine;
import dev.cistern.node.store.BodyChecks;
import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.BucketTraits;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.DeleteCommand;
import dev.cistern.node.store.ListCommand;
import dev.cistern.node.store.ListPage;
import dev.cistern.node.store.ListVersions;
import dev.cistern.node.store.Multiparts.CreateUpload;
import dev.cistern.node.store.Multiparts.ListUploads;
import dev.cistern.node.store.Multiparts.Upload;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectLock;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.ObjectVersion;
import dev.cistern.node.store.PutCommand;
import dev.cistern.node.store.VersionPage;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Walks over a real store, at times that the test sets. */
final class LifecycleTest {
    private static final BucketName BUCKET = new BucketName("bucket");

    @TempDir
    private Path folder = Path.of("");

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private volatile Instant now = Instant.now();
    private LocalEngine engine = unopened();

    @BeforeEach
    void open() throws Exception {
        StoreSettings settings = new StoreSettings(folder, Durability.OS, 16 * 1024, 1 << 20, 8 << 20, 4, 8 << 20);
        engine = await(LocalEngine.open(vertx, settings));
        var unused = await(engine.createBucket(BUCKET, BucketTraits.NONE));
    }

    @AfterEach
    void close() throws Exception {
        await(engine.close());
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private Lifecycle lifecycle(ObjectStore store) {
        Lifecycle.Pace pace = new Lifecycle.Pace(Duration.ofHours(1), 10_000_000);
        return new Lifecycle(vertx, store, engine.multipart(), () -> pace, () -> now);
    }

    private LifecycleFigures walk() throws Exception {
        return await(lifecycle(engine).walk());
    }

    private void configure(String... rules) throws Exception {
        String text = "<LifecycleConfiguration>" + String.join("", rules) + "</LifecycleConfiguration>";
        var unused = await(engine.configure(BUCKET, BucketDocument.LIFECYCLE, Optional.of(text)));
    }

    private static String rule(String filter, String action) {
        return "<Rule><ID>" + filter.hashCode() + "</ID><Filter>" + filter + "</Filter><Status>Enabled</Status>"
                + action + "</Rule>";
    }

    private static String days(int days) {
        return "<Expiration><Days>" + days + "</Days></Expiration>";
    }

    private Future<ObjectInfo> put(String key, Map<String, String> tags) {
        PutCommand command = new PutCommand(
                new ObjectName(BUCKET, key),
                OptionalLong.of(1),
                BodyChecks.NONE,
                Conditions.NONE,
                Map.of(),
                Map.of(),
                tags);
        return engine.put(command, new OneByte());
    }

    private void stored(String key, Map<String, String> tags) throws Exception {
        assertThat(await(put(key, tags)).isStored()).isTrue();
    }

    private List<String> keys() throws Exception {
        ListPage page = await(engine.list(new ListCommand(BUCKET, "", "", Optional.empty(), 10_000)));
        return page.objects().stream().map(object -> object.name().key()).toList();
    }

    private void laterBy(int days) {
        now = now.plus(Duration.ofDays(days));
    }

    @Test
    void objectsGoWhenTheirDaysAreOver() throws Exception {
        configure(rule("<Prefix>logs/</Prefix>", days(3)), rule("<Tag><Key>t</Key><Value>1</Value></Tag>", days(10)));
        stored("logs/a", Map.of());
        stored("kept", Map.of());
        stored("tagged", Map.of("t", "1"));

        assertThat(walk().objectsExpired()).isZero();
        laterBy(5);
        assertThat(walk()).isEqualTo(new LifecycleFigures(1, 1, 3, 1, 0, 0, 0));
        assertThat(keys()).containsExactly("kept", "tagged");
        laterBy(7);
        assertThat(walk().objectsExpired()).isEqualTo(1);
        assertThat(keys()).containsExactly("kept");
    }

    @Test
    void walkGoesThroughAllPages() throws Exception {
        configure(rule("<Prefix>a</Prefix>", days(1)));
        List<Future<ObjectInfo>> stored = new ArrayList<>();
        for (int i = 0; i < 2_500; i++) {
            stored.add(put((i % 2 == 0 ? "a" : "b") + i, Map.of()));
        }
        var unused = await(Future.all(stored));
        laterBy(3);

        LifecycleFigures made = walk();

        assertThat(made.objectsExpired()).isEqualTo(1_250);
        assertThat(made.lookedAt()).as("only what can expire").isEqualTo(1_250);
        assertThat(keys()).hasSize(1_250).allMatch(key -> key.startsWith("b"));
    }

    @Test
    void objectWrittenMeanwhileIsNotLost() throws Exception {
        configure(rule("", days(1)));
        stored("k", Map.of());
        ObjectStore stale = agedBy(Duration.ofDays(5));

        LifecycleFigures made = await(lifecycle(stale).walk());

        assertThat(made).isEqualTo(new LifecycleFigures(1, 1, 1, 0, 0, 0, 0));
        assertThat(keys()).containsExactly("k");
    }

    /** A listing from before the last write: what it shows is older than what is stored. */
    private ObjectStore agedBy(Duration age) {
        return (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (proxy, method, arguments) -> {
                    try {
                        Object answer = method.invoke(engine, arguments);
                        return method.getName().equals("list")
                                ? ((Future<?>) answer).map(page -> aged((ListPage) page, age))
                                : answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static ListPage aged(ListPage page, Duration age) {
        List<ObjectInfo> objects = page.objects().stream()
                .map(object -> new ObjectInfo(
                        object.name(),
                        object.size(),
                        object.md5(),
                        object.version(),
                        object.modified().minus(age),
                        object.headers(),
                        object.metadata(),
                        object.traits()))
                .toList();
        return new ListPage(objects, page.commonPrefixes(), page.next());
    }

    @Test
    void uploadsLeftOpenAreGivenUp() throws Exception {
        String abort = "<AbortIncompleteMultipartUpload><DaysAfterInitiation>2</DaysAfterInitiation>"
                + "</AbortIncompleteMultipartUpload>";
        configure(rule("<Prefix>up/</Prefix>", abort));
        for (String key : List.of("up/a", "up/b", "other")) {
            CreateUpload command =
                    new CreateUpload(new ObjectName(BUCKET, key), Map.of(), Map.of(), Map.of(), Optional.empty());
            Upload begun = await(engine.multipart().create(command));
            assertThat(begun.name().object().key()).isEqualTo(key);
        }
        laterBy(1);
        assertThat(walk().uploadsAborted()).isZero();
        laterBy(3);
        assertThat(walk().uploadsAborted()).isEqualTo(2);
        List<Upload> left = await(engine.multipart().listUploads(new ListUploads(BUCKET, "", "", Optional.empty(), 10)))
                .uploads();
        assertThat(left).extracting(upload -> upload.name().object().key()).containsExactly("other");
    }

    private List<VersionPage.Entry> versions() throws Exception {
        return await(engine.listVersions(new ListVersions(BUCKET, "", "", Optional.empty(), 1_000)))
                .entries();
    }

    @Test
    void versionsGoWhenTheyHaveBeenReplacedForLongEnough() throws Exception {
        var unused = await(engine.configure(BUCKET, BucketDocument.VERSIONING, Optional.of("Enabled")));
        String old = "<NoncurrentVersionExpiration><NoncurrentDays>2</NoncurrentDays></NoncurrentVersionExpiration>";
        configure(rule("", old));
        for (int i = 0; i < 3; i++) {
            stored("k", Map.of());
        }
        laterBy(1);
        assertThat(walk().versionsRemoved()).isZero();
        laterBy(3);
        assertThat(walk().versionsRemoved()).isEqualTo(2);
        assertThat(versions()).singleElement().matches(VersionPage.Entry::latest);
        assertThat(keys()).containsExactly("k");
    }

    /** The marker is written by the engine's own clock, so it is held to a time of its own. */
    @Test
    void deletedObjectGoesWithItsVersionsAndThenItsMarker() throws Exception {
        var unused = await(engine.configure(BUCKET, BucketDocument.VERSIONING, Optional.of("Enabled")));
        String all = days(9)
                + "<NoncurrentVersionExpiration><NoncurrentDays>2</NoncurrentDays></NoncurrentVersionExpiration>";
        configure(rule("", all));
        stored("k", Map.of());
        var marker = await(engine.delete(new ObjectName(BUCKET, "k"), Conditions.NONE));
        assertThat(marker.isDeleteMarker()).isTrue();
        assertThat(versions()).hasSize(2);
        laterBy(4);
        assertThat(walk().versionsRemoved()).isEqualTo(1);
        assertThat(walk().versionsRemoved()).isZero();
        laterBy(7);
        assertThat(walk().versionsRemoved()).isEqualTo(1);
        assertThat(versions()).isEmpty();
    }

    @Test
    void objectOfABucketWithVersionsExpiresByADeleteMarker() throws Exception {
        var unused = await(engine.configure(BUCKET, BucketDocument.VERSIONING, Optional.of("Enabled")));
        configure(rule("", days(2)));
        stored("k", Map.of());
        laterBy(4);
        assertThat(walk().objectsExpired()).isEqualTo(1);
        assertThat(keys()).isEmpty();
        assertThat(versions()).hasSize(2);
    }

    @Test
    void versionThatIsTheLatestAgainIsNotLost() throws Exception {
        var unused = await(engine.configure(BUCKET, BucketDocument.VERSIONING, Optional.of("Enabled")));
        stored("k", Map.of());
        ObjectVersion latest = new ObjectVersion(
                new ObjectName(BUCKET, "k"),
                Optional.of(versions().get(0).object().versionId()));
        DeleteCommand command =
                new DeleteCommand(latest, Conditions.NONE, ObjectLock.Bypass.NONE, DeleteCommand.Which.REPLACED);

        assertThat(engine.delete(command).toCompletionStage().toCompletableFuture())
                .failsWithin(Duration.ofSeconds(60))
                .withThrowableThat()
                .withMessageContaining("is the latest one");
        assertThat(keys()).containsExactly("k");
    }

    @Test
    void bucketsWithoutRulesAreNotWalkedThrough() throws Exception {
        stored("k", Map.of());

        assertThat(walk()).isEqualTo(new LifecycleFigures(1, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void bucketWhoseRulesCannotBeReadDoesNotHoldUpOthers() throws Exception {
        BucketName broken = new BucketName("abroken");
        assertThat(await(engine.createBucket(broken, BucketTraits.NONE)).name()).isEqualTo(broken);
        var unused = await(engine.configure(broken, BucketDocument.LIFECYCLE, Optional.of("<no")));
        configure(rule("", days(1)));
        stored("k", Map.of());
        laterBy(3);

        assertThat(walk()).isEqualTo(new LifecycleFigures(1, 2, 1, 1, 0, 0, 1));
        assertThat(keys()).isEmpty();
    }

    /** A body of one byte. */
    private static final class OneByte implements ReadStream<Buffer> {
        private Handler<Buffer> handler = part -> {};
        private Handler<Void> end = ended -> {};

        @Override
        public OneByte exceptionHandler(@Nullable Handler<Throwable> to) {
            return this;
        }

        @Override
        public OneByte handler(@Nullable Handler<Buffer> to) {
            handler = to == null ? part -> {} : to;
            return this;
        }

        @Override
        public OneByte endHandler(@Nullable Handler<Void> to) {
            end = to == null ? ended -> {} : to;
            return this;
        }

        @Override
        public OneByte pause() {
            return this;
        }

        @Override
        public OneByte resume() {
            handler.handle(Buffer.buffer("x"));
            end.handle(null);
            return this;
        }

        @Override
        public OneByte fetch(long amount) {
            return resume();
        }
    }

    @SuppressWarnings("NullAway") // opened before each test
    private static LocalEngine unopened() {
        return null;
    }
}
