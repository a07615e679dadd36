package dev.cistern.node.backed;

import static dev.cistern.node.backed.BackedStoreUnderTest.BACK;
import static dev.cistern.node.backed.BackedStoreUnderTest.CHUNK_BYTES;
import static dev.cistern.node.backed.BackedStoreUnderTest.await;
import static dev.cistern.node.backed.BackedStoreUnderTest.random;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.store.Backing;
import dev.cistern.node.store.Backing.Writes;
import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.ByteRange;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.GetCommand;
import dev.cistern.node.store.GetCommand.Form;
import dev.cistern.node.store.GetCommand.Freshness;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.PutCommand;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is let go of when a bucket keeps more than it may, or the disk fills up: what was not read for longest. */
final class EvictionsTest {
    private static final int SIZE = 1_000;
    private static final int OBJECTS = 10;

    @TempDir
    private Path folder = Path.of("");

    private BackedStoreUnderTest under = unstarted();

    @BeforeEach
    void start() {
        under = new BackedStoreUnderTest(folder.resolve("data"), BackedStoreUnderTest.FOR_EVER);
    }

    @AfterEach
    void stop() {
        under.close();
    }

    private void keepAtMost(BucketName bucket, Writes writes, long bytes) {
        Backing backing = new Backing(writes, Optional.empty(), OptionalLong.of(bytes));
        var unused = await(under.store.configure(bucket, BucketDocument.BACKING, Optional.of(backing.text())));
    }

    private void look() {
        pass(Duration.ofMinutes(2));
        var unused = await(under.store.upkeep().look());
    }

    private void pass(Duration time) {
        under.clock = under.clock.plus(time);
    }

    private static String key(int index) {
        return "k" + index;
    }

    /** In order, a minute after each other. */
    private void fetchAll() {
        for (int i = 0; i < OBJECTS; i++) {
            under.backend.store(key(i), random(SIZE), "\"e\"");
            assertThat(under.read(key(i))).hasSize(SIZE);
            pass(Duration.ofMinutes(1));
        }
    }

    private List<Integer> kept() {
        return IntStream.range(0, OBJECTS)
                .filter(i -> under.isStored(key(i)))
                .boxed()
                .toList();
    }

    private Optional<Long> keptBytes(BucketName bucket) {
        OptionalLong bytes = under.store.upkeep().kept(await(under.store.headBucket(bucket)));
        return bytes.isPresent() ? Optional.of(bytes.getAsLong()) : Optional.empty();
    }

    @Test
    void bucketKeepsWhatWasReadLatest() {
        fetchAll();
        assertThat(under.read(key(0))).hasSize(SIZE);
        pass(Duration.ofMinutes(1));
        assertThat(under.read(key(3))).hasSize(SIZE);
        keepAtMost(BackedStoreUnderTest.BUCKET, Writes.THROUGH, 5L * SIZE);
        look();

        assertThat(kept()).containsExactly(0, 3, 8, 9);
        assertThat(keptBytes(BackedStoreUnderTest.BUCKET)).contains(4L * SIZE);
        assertThat(under.store.upkeep().figures().objects()).isEqualTo(6);
        assertThat(under.store.upkeep().figures().bytes()).isEqualTo(6L * SIZE);
        assertThat(under.read(key(1))).isEqualTo(random(SIZE));
    }

    @Test
    void bucketWithoutALimitKeepsAll() {
        fetchAll();
        look();

        assertThat(kept()).hasSize(OBJECTS);
        assertThat(under.store.upkeep().figures().walks()).isZero();
    }

    @Test
    void bucketIsNotWalkedThroughAgainBeforeMoreThanItMayHasCome() {
        fetchAll();
        keepAtMost(BackedStoreUnderTest.BUCKET, Writes.THROUGH, 20L * SIZE);
        look();
        look();
        assertThat(under.store.upkeep().figures().walks()).isEqualTo(1);
        assertThat(keptBytes(BackedStoreUnderTest.BUCKET)).contains(10L * SIZE);
        under.backend.store("big", random(11 * SIZE), "\"e\"");
        assertThat(under.read("big")).hasSize(11 * SIZE);
        look();

        assertThat(under.store.upkeep().figures().walks()).isEqualTo(2);
        assertThat(under.isStored("big")).isTrue();
        assertThat(kept()).containsExactly(3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void whatItsCloudDoesNotHaveYetStaysHoweverMuchItIs() {
        under.cloud.away = true;
        for (int i = 0; i < OBJECTS; i++) {
            put(key(i), "text of " + i);
        }
        keepAtMost(BACK, Writes.BACK, 1);
        look();
        assertThat(under.store.upkeep().figures().objects()).isZero();
        assertThat(read(key(4))).isEqualTo("text of 4");

        under.cloud.away = false;
        under.settleUntil(() -> under.store.writeBack().waiting() == 0);
        look();

        assertThat(under.store.upkeep().figures().objects()).isEqualTo(OBJECTS);
        assertThat(read(key(4))).isEqualTo("text of 4");
    }

    @Test
    void partsOfLargeObjectsAreCountedAndLetGoOfToo() {
        under.backend.store("large", random(3 * CHUNK_BYTES), "\"e\"");
        byte[] part = under.readRange("large", new ByteRange.Between(2L * CHUNK_BYTES, 2L * CHUNK_BYTES + 9));
        under.settleUntil(() -> under.store.figures().fetching() == 0);
        keepAtMost(BackedStoreUnderTest.BUCKET, Writes.THROUGH, CHUNK_BYTES / 2);
        look();

        assertThat(under.store.upkeep().figures().bytes()).isEqualTo(CHUNK_BYTES);
        assertThat(keptBytes(BackedStoreUnderTest.BUCKET)).contains(0L);
        assertThat(under.readRange("large", new ByteRange.Between(2L * CHUNK_BYTES, 2L * CHUNK_BYTES + 9)))
                .isEqualTo(part);
    }

    @Test
    void diskThatFillsUpIsRelievedDownToTheLowMark() {
        fetchAll();
        under.room = new Upkeep.Room(89, 100);
        look();
        assertThat(kept()).hasSize(OBJECTS);
        long total = 100L * SIZE;
        under.room = new Upkeep.Room(86L * SIZE, total);
        look();
        assertThat(kept()).hasSize(OBJECTS);

        under.room = new Upkeep.Room(91L * SIZE, total);
        pass(Duration.ofMinutes(2));
        look();

        assertThat(kept()).isEmpty();
    }

    @Test
    void diskThatIsOverItsHighMarkALittleKeepsWhatWasReadLatest() {
        fetchAll();
        assertThat(under.read(key(0))).hasSize(SIZE);
        long total = 50L * SIZE;
        under.room = new Upkeep.Room(46L * SIZE, total);
        look();

        assertThat(kept()).containsExactly(0, 7, 8, 9);
    }

    private void put(String key, String text) {
        PutCommand put = new PutCommand(
                new ObjectName(BACK, key),
                OptionalLong.of(text.length()),
                List.of(),
                Conditions.NONE,
                Map.of(),
                Map.of());
        ObjectInfo put1 = await(under.elsewhere(() -> under.store.put(put, new GivenBody(Buffer.buffer(text)))));
        assertThat(put1.isStored()).isTrue();
    }

    private String read(String key) {
        GetCommand get = new GetCommand(
                new ObjectName(BACK, key), Optional.empty(), Conditions.NONE, Freshness.STORED, Form.BUFFERS);
        return Buffer.buffer(await(under.opening(get).compose(under::reading))).toString();
    }

    @SuppressWarnings("NullAway") // started before any test
    private static BackedStoreUnderTest unstarted() {
        return null;
    }
}
