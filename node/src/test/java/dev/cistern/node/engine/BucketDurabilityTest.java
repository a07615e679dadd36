package dev.cistern.node.engine;

import static dev.cistern.node.engine.StoreUnderTest.BUCKET;
import static dev.cistern.node.engine.StoreUnderTest.await;
import static dev.cistern.node.engine.StoreUnderTest.bytes;
import static dev.cistern.node.engine.StoreUnderTest.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.conf.Durability;
import dev.cistern.conf.StoreSettings;
import dev.cistern.node.engine.EngineFigures.Syncs;
import dev.cistern.node.engine.record.Records;
import dev.cistern.node.store.BodyChecks;
import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.BucketTraits;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.DeleteCommand;
import dev.cistern.node.store.Multiparts.CompleteUpload;
import dev.cistern.node.store.Multiparts.CreateUpload;
import dev.cistern.node.store.Multiparts.NamedPart;
import dev.cistern.node.store.Multiparts.Part;
import dev.cistern.node.store.Multiparts.PutPart;
import dev.cistern.node.store.Multiparts.UploadName;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectStore.Contents;
import dev.cistern.node.store.ObjectVersion;
import dev.cistern.node.store.PutCommand;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import dev.cistern.node.store.WriteDurability;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is synced, counted where it is, of buckets that say how durable their changes are. */
final class BucketDurabilityTest {
    private static final BucketName OTHER = new BucketName("other");
    private static final int INLINE = 100;
    private static final int IN_SEGMENT = 100_000;
    private static final int IN_FILE = 2 << 20;

    @TempDir
    private Path folder = Path.of("");

    private StoreUnderTest store = unopened();

    @SuppressWarnings("NullAway") // opened before each test
    private static StoreUnderTest unopened() {
        return null;
    }

    @BeforeEach
    void open() {
        store = new StoreUnderTest(folder, node(Durability.SYNC), Outside.REAL);
        // The first of them reserves numbers for all.
        var unused = await(store.engine().createBucket(OTHER, BucketTraits.NONE));
        put(OTHER, IN_FILE);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private StoreSettings node(Durability durability) {
        return StoreUnderTest.with(StoreUnderTest.settings(folder), durability, 8 << 20);
    }

    private void make(WriteDurability durability) {
        BucketTraits traits = BucketTraits.NONE.with(BucketDocument.DURABILITY, Optional.of(durability.word()));
        var unused = await(store.engine().createBucket(BUCKET, traits));
    }

    private void configure(Optional<String> durability) {
        var unused = await(store.engine().configure(BUCKET, BucketDocument.DURABILITY, durability));
    }

    private void put(BucketName bucket, int size) {
        PutCommand command = new PutCommand(
                new ObjectName(bucket, "of-" + size),
                OptionalLong.of(size),
                List.of(),
                Conditions.NONE,
                Map.of(),
                Map.of());
        var unused = await(store.putting(command, FakeBody.of(bytes(size, size), 8 * 1024)));
    }

    /** What was synced by some work. */
    private Syncs during(Runnable work) {
        Syncs before = store.engine().figures().syncs();
        work.run();
        Syncs after = store.engine().figures().syncs();
        return new Syncs(after.records() - before.records(), after.bodies() - before.bodies());
    }

    private Syncs during(BucketName bucket, int size) {
        return during(() -> put(bucket, size));
    }

    @Test
    void writesOfABucketWithDurabilityOsAreNotSynced() {
        make(WriteDurability.OS);

        assertThat(during(BUCKET, INLINE)).isEqualTo(new Syncs(0, 0));
        assertThat(during(BUCKET, IN_SEGMENT)).isEqualTo(new Syncs(0, 0));
        assertThat(during(BUCKET, IN_FILE)).isEqualTo(new Syncs(0, 0));
        assertThat(during(OTHER, INLINE)).isEqualTo(new Syncs(1, 0));
        assertThat(during(OTHER, IN_SEGMENT)).isEqualTo(new Syncs(1, 1));
        assertThat(during(OTHER, IN_FILE)).isEqualTo(new Syncs(1, 2));
    }

    @Test
    void writesOfABucketWithDurabilitySyncAreSyncedOnANodeThatSyncsNothing() {
        await(store.engine().apply(node(Durability.OS)));
        make(WriteDurability.SYNC);

        assertThat(during(BUCKET, INLINE)).isEqualTo(new Syncs(1, 0));
        assertThat(during(BUCKET, IN_SEGMENT)).isEqualTo(new Syncs(1, 1));
        assertThat(during(BUCKET, IN_FILE)).isEqualTo(new Syncs(1, 2));
        assertThat(during(OTHER, INLINE)).isEqualTo(new Syncs(0, 0));
        assertThat(during(OTHER, IN_SEGMENT)).isEqualTo(new Syncs(0, 0));
        assertThat(during(OTHER, IN_FILE)).isEqualTo(new Syncs(0, 0));
    }

    @Test
    void changesAndDeletesFollowTheBucketToo() {
        make(WriteDurability.OS);
        put(BUCKET, INLINE);
        ObjectVersion object = ObjectVersion.latest(name("of-" + INLINE));
        DeleteCommand delete = new DeleteCommand(object.name(), Conditions.NONE);

        assertThat(during(() -> await(store.engine().retag(object, Map.of("a", "b")))))
                .isEqualTo(new Syncs(0, 0));
        assertThat(during(() -> await(store.engine().delete(delete)))).isEqualTo(new Syncs(0, 0));

        put(BUCKET, INLINE);
        configure(Optional.of("sync"));
        assertThat(during(() -> await(store.engine().retag(object, Map.of("a", "b")))))
                .isEqualTo(new Syncs(1, 0));
        assertThat(during(() -> await(store.engine().delete(delete)))).isEqualTo(new Syncs(1, 0));
    }

    private void upload() {
        UploadName upload = await(store.onContext(() -> store.engine()
                        .multipart()
                        .create(new CreateUpload(name("parts"), Map.of(), Map.of(), Map.of(), Optional.empty()))))
                .name();
        PutPart put = new PutPart(upload, 1, OptionalLong.of(IN_FILE), BodyChecks.NONE, Optional.empty());
        Part part = await(store.onContext(
                        () -> store.engine().multipart().put(put, FakeBody.of(bytes(IN_FILE, 1), 64 * 1024))))
                .part();
        CompleteUpload complete = new CompleteUpload(
                upload,
                List.of(new NamedPart(1, part.md5(), Optional.empty())),
                Conditions.NONE,
                Optional.empty(),
                OptionalLong.empty());
        var unused = await(store.onContext(() -> store.engine().multipart().complete(complete)));
    }

    @Test
    void uploadsInPartsFollowTheBucket() {
        make(WriteDurability.OS);
        assertThat(during(this::upload)).isEqualTo(new Syncs(0, 0));

        configure(Optional.of("sync"));
        // Begun, a part, and completed; the file of the part, and the folder with its name.
        assertThat(during(this::upload)).isEqualTo(new Syncs(3, 2));
    }

    @Test
    void bucketThatChangesItsDurabilityIsSyncedAtOnceAndFromThenOn() {
        await(store.engine().apply(node(Durability.OS)));
        make(WriteDurability.OS);
        assertThat(during(BUCKET, IN_FILE)).isEqualTo(new Syncs(0, 0));

        assertThat(during(() -> configure(Optional.of("sync")))).isEqualTo(new Syncs(1, 0));
        assertThat(during(BUCKET, IN_FILE)).isEqualTo(new Syncs(1, 2));
        configure(Optional.empty());
        assertThat(during(BUCKET, IN_FILE)).isEqualTo(new Syncs(0, 0));
        await(store.engine().apply(node(Durability.SYNC)));
        assertThat(during(BUCKET, IN_FILE)).isEqualTo(new Syncs(1, 2));
    }

    @Test
    void bodyThatBeganBeforeTheBucketChangedIsAsDurableAsTheBucketAtItsEnd() {
        make(WriteDurability.OS);
        byte[] bytes = bytes(IN_FILE, 3);
        FakeBody body = new FakeBody();
        Future<ObjectInfo> put = store.putting(StoreUnderTest.command("late", bytes.length, Conditions.NONE), body);
        store.run(() -> body.feed(Arrays.copyOf(bytes, IN_FILE / 2)));
        configure(Optional.of("sync"));

        assertThat(during(() -> {
                    store.run(() -> {
                        body.feed(Arrays.copyOfRange(bytes, IN_FILE / 2, IN_FILE));
                        body.end();
                    });
                    await(put);
                }))
                .isEqualTo(new Syncs(1, 2));
    }

    @Test
    void roundIsSyncedWhenAnyOfItsChangesIsToBe() {
        make(WriteDurability.OS);
        Buckets buckets = new Buckets(await(store.engine().listBuckets()));
        try (Records records = Records.open(folder.resolve("of-round"), 8 << 20, false)) {
            CommitRound round = new CommitRound(records, buckets, Instant.EPOCH, 1);
            assertThat(round.isSynced(true)).isTrue();
            assertThat(round.isSynced(false)).isFalse();

            round.requireSame(buckets.require(BUCKET));
            assertThat(round.isSynced(true)).isFalse();
            round.requireSame(buckets.require(OTHER));
            assertThat(round.isSynced(true)).isTrue();
            assertThat(round.isSynced(false)).isFalse();
        }
    }

    @Test
    void durabilityIsThereAfterARestart() {
        make(WriteDurability.OS);
        store.reopen();

        assertThat(await(store.engine().headBucket(BUCKET)).durability()).contains(WriteDurability.OS);
        assertThat(await(store.engine().headBucket(OTHER)).durability()).isEmpty();
    }

    @Test
    void anotherWordIsRefused() {
        make(WriteDurability.OS);

        assertThatThrownBy(() -> configure(Optional.of("never"))).isInstanceOfSatisfying(StoreException.class, e -> {
            assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT);
            assertThat(e).hasMessageContaining("'sync' or 'os'");
        });
    }

    @Test
    void clusterHasOneDurabilityForAll() {
        make(WriteDurability.OS);
        BucketTraits os = BucketTraits.NONE.with(BucketDocument.DURABILITY, Optional.of("os"));
        assertThatThrownBy(() -> await(store.engine().shared().found("c1")))
                .hasMessageContaining("bucket 'bucket' cannot have a durability of its own");

        await(store.engine().destroyBucket(BUCKET, Contents.DESTROY));
        await(store.engine().shared().found("c1"));
        assertThatThrownBy(() -> await(store.engine().linear().createBucket(BUCKET, os)))
                .hasMessageContaining("store.durability holds for all");
        assertThatThrownBy(() ->
                        await(store.engine().linear().configure(OTHER, BucketDocument.DURABILITY, Optional.of("os"))))
                .hasMessageContaining("store.durability holds for all");
    }
}
