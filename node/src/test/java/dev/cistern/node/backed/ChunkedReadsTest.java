package dev.cistern.node.backed;

import static dev.cistern.node.backed.BackedStoreUnderTest.CHUNK_BYTES;
import static dev.cistern.node.backed.BackedStoreUnderTest.await;
import static dev.cistern.node.backed.BackedStoreUnderTest.failure;
import static dev.cistern.node.backed.BackedStoreUnderTest.get;
import static dev.cistern.node.backed.BackedStoreUnderTest.name;
import static dev.cistern.node.backed.BackedStoreUnderTest.random;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.backends.BackendPart;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.ByteRange;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.GetCommand.Freshness;
import dev.cistern.node.store.ListCommand;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.OpenObject;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts of large cold objects come in chunks, each fetched once. */
final class ChunkedReadsTest {
    private static final int READERS = 60;
    private static final int SIZE = 5 * CHUNK_BYTES + 12_345;
    private static final byte[] BYTES = random(SIZE);

    @TempDir
    private Path folder = Path.of("");

    private BackedStoreUnderTest under = unstarted();

    @BeforeEach
    void start() {
        under = new BackedStoreUnderTest(folder.resolve("data"), BackedStoreUnderTest.FOR_EVER);
        under.backend.store("k", BYTES, "\"e\"");
    }

    @AfterEach
    void stop() {
        under.close();
    }

    private byte[] part(long first, long last) {
        return under.readRange("k", new ByteRange.Between(first, last));
    }

    private static byte[] expected(long first, long last) {
        return Arrays.copyOfRange(BYTES, (int) first, (int) last + 1);
    }

    private List<Long> chunksAsked() {
        return under.backend.reads.stream().map(BackendPart::offset).sorted().toList();
    }

    private Future<byte[]> reading(ByteRange range) {
        return under.opening(get("k", Optional.of(range), Freshness.STORED)).compose(under::reading);
    }

    @Test
    void partComesFromTheChunksThatItIsInAndStays() {
        long first = 2L * CHUNK_BYTES + 5;
        long last = 3L * CHUNK_BYTES + 7;

        assertThat(part(first, last)).isEqualTo(expected(first, last));

        assertThat(under.backend.reads)
                .containsExactlyInAnyOrder(
                        new BackendPart("k", "\"e\"", 2L * CHUNK_BYTES, CHUNK_BYTES),
                        new BackendPart("k", "\"e\"", 3L * CHUNK_BYTES, CHUNK_BYTES));
        under.backend.dead = true;
        assertThat(part(first, last)).isEqualTo(expected(first, last));
        assertThat(part(first - 5, first)).isEqualTo(expected(first - 5, first));
        assertThat(under.backend.gets).hasValue(0);
        assertThat(under.backend.heads).hasValue(1);
    }

    @Test
    void wholeReadThatFollowsUsesTheChunksThatAreThere() {
        assertThat(part(2L * CHUNK_BYTES, 2L * CHUNK_BYTES)).hasSize(1);

        assertThat(under.read("k")).isEqualTo(BYTES);

        assertThat(chunksAsked()).containsExactly(0L, 1L << 20, 2L << 20, 3L << 20, 4L << 20, 5L << 20);
        under.backend.dead = true;
        assertThat(under.read("k")).isEqualTo(BYTES);
        assertThat(under.backend.gets).hasValue(0);
    }

    @Test
    void manyReadersAskForEachChunkOnce() {
        List<Future<byte[]>> readers = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            int first = 1 + i * (SIZE / (READERS + 1));
            readers.add(reading(new ByteRange.Between(first, SIZE)));
        }

        for (int i = 0; i < READERS; i++) {
            int first = 1 + i * (SIZE / (READERS + 1));
            assertThat(await(readers.get(i))).isEqualTo(expected(first, SIZE - 1));
        }
        assertThat(chunksAsked()).doesNotHaveDuplicates().hasSize(6);
        assertThat(under.backend.heads).hasValue(1);
        assertThat(under.backend.gets).hasValue(0);
    }

    @Test
    void chunkIsFetchedToItsEndWhenItsFirstReaderLeaves() {
        under.backend.scripted = true;
        Future<OpenObject> first = under.opening(
                get("k", Optional.of(new ByteRange.Between(CHUNK_BYTES, CHUNK_BYTES + 900)), Freshness.STORED));
        OpenObject opened = await(first);
        Future<byte[]> second = reading(new ByteRange.Between(CHUNK_BYTES + 5, CHUNK_BYTES + 500_000));
        under.backend.scriptPart(CHUNK_BYTES, body -> body.feed(expected(CHUNK_BYTES, CHUNK_BYTES + 99_999)));
        assertThat(await(under.elsewhere(opened::next)).length()).isPositive();
        opened.close();

        under.backend.scriptPart(CHUNK_BYTES, body -> body.feed(expected(CHUNK_BYTES + 100_000, 2L * CHUNK_BYTES - 1)));
        under.backend.scriptPart(CHUNK_BYTES, ScriptedBody::end);

        assertThat(await(second)).isEqualTo(expected(CHUNK_BYTES + 5, CHUNK_BYTES + 500_000));
        assertThat(chunksAsked()).containsExactly((long) CHUNK_BYTES);
    }

    @Test
    void chunkThatIsShortIsNeitherStoredNorServed() {
        under.backend.scripted = true;
        Future<byte[]> read = reading(new ByteRange.Between(CHUNK_BYTES, 2L * CHUNK_BYTES - 1));
        under.settleUntil(() -> !under.backend.reads.isEmpty());
        under.backend.scriptPart(CHUNK_BYTES, body -> body.feed(expected(CHUNK_BYTES, 2L * CHUNK_BYTES - 2)));
        under.backend.scriptPart(CHUNK_BYTES, ScriptedBody::end);
        assertThat(failure(read)).isEqualTo(Code.BACKEND_FAILED);

        under.backend.scripted = false;
        assertThat(part(CHUNK_BYTES, CHUNK_BYTES + 1)).isEqualTo(expected(CHUNK_BYTES, CHUNK_BYTES + 1));
        assertThat(chunksAsked()).containsExactly((long) CHUNK_BYTES, (long) CHUNK_BYTES);
    }

    @Test
    void objectThatIsReplacedIsReadAnewAndNeverMixed() {
        assertThat(part(0, 10)).isEqualTo(expected(0, 10));
        byte[] other = random(SIZE + 1);
        under.backend.store("k", other, "\"f\"");

        assertThat(part(0, 10)).isEqualTo(expected(0, 10)); // As it was when it was fetched.
        assertThat(part(4L * CHUNK_BYTES, SIZE)).isEqualTo(Arrays.copyOfRange(other, 4 * CHUNK_BYTES, SIZE + 1));
        assertThat(part(0, 10)).isEqualTo(Arrays.copyOf(other, 11));
    }

    @Test
    void readerInWhichTwoObjectsWouldMeetIsBrokenOff() {
        OpenObject opened =
                await(under.opening(get("k", Optional.of(new ByteRange.Between(1, SIZE)), Freshness.STORED)));
        under.settleUntil(() -> under.backend.reads.size() >= 3);
        under.backend.store("k", random(SIZE), "\"f\"");

        assertThat(failure(under.reading(opened))).isEqualTo(Code.BACKEND_FAILED);
    }

    @Test
    void latestIsComparedWithTheBackendWithoutBeingFetchedAgain() {
        assertThat(part(0, 10)).hasSize(11);

        assertThat(under.readLatest("k")).isEqualTo(BYTES);
        assertThat(chunksAsked()).doesNotHaveDuplicates();
        under.backend.remove("k");

        assertThat(failure(under.opening(get("k", Optional.empty(), Freshness.LATEST))))
                .isEqualTo(Code.NO_SUCH_OBJECT);
        assertThat(failure(under.opening(get("k", Optional.empty(), Freshness.STORED))))
                .isEqualTo(Code.NO_SUCH_OBJECT);
    }

    @Test
    void backendThatGivesNoPartsIsAskedForTheWhole() {
        under.backend.givesParts = false;

        assertThat(part(CHUNK_BYTES, CHUNK_BYTES + 9)).isEqualTo(expected(CHUNK_BYTES, CHUNK_BYTES + 9));
        under.backend.store("other", BYTES, "\"o\"");
        assertThat(under.readRange("other", new ByteRange.Suffix(3))).isEqualTo(expected(SIZE - 3, SIZE - 1));

        assertThat(under.backend.reads).hasSize(1);
        assertThat(under.backend.gets).hasValue(2);
    }

    @Test
    void whoReadsAfterABackendGaveNoPartsAnyMoreGetsTheWhole() {
        assertThat(part(0, 10)).hasSize(11);
        under.backend.givesParts = false;

        assertThat(failure(reading(new ByteRange.Between(1, SIZE)))).isEqualTo(Code.BACKEND_FAILED);

        assertThat(part(1, SIZE)).isEqualTo(expected(1, SIZE - 1));
        assertThat(under.backend.gets).hasValue(1);
    }

    @Test
    void headOfAnObjectThatIsPartlyHereAsksNobody() {
        assertThat(part(7, 8)).hasSize(2);
        under.backend.dead = true;

        ObjectInfo info = await(under.store.head(name("k"), Conditions.NONE));

        assertThat(info.size()).isEqualTo(SIZE);
        assertThat(info.etag()).isEqualTo("\"e\"");
        assertThat(info.headers()).containsEntry("content-type", "text/x-test").hasSize(2);
        assertThat(info.isStored()).isFalse();
    }

    @Test
    void smallObjectsAndWeakOnesAreFetchedWhole() {
        under.backend.store("small", random(1_000), "\"s\"");
        under.backend.store("weak", BYTES, "W/\"w\"");

        assertThat(under.readRange("small", new ByteRange.Between(10, 19))).hasSize(10);
        assertThat(under.readRange("weak", new ByteRange.Between(10, 19))).hasSize(10);

        assertThat(under.backend.reads).isEmpty();
        assertThat(under.backend.gets).hasValue(2);
    }

    @Test
    void namesThatTheNodeKeepsForItselfAreNobodyElses() {
        BucketName bucket = BackedStoreUnderTest.BUCKET;
        assertThat(part(7, 8)).hasSize(2);
        assertThat(under.read("k")).hasSize(SIZE);
        ObjectName manifest = OwnKeys.manifest(name("k"));

        assertThat(failure(under.store.head(manifest, Conditions.NONE))).isEqualTo(Code.INVALID_KEY);
        assertThat(failure(under.opening(get(manifest.key(), Optional.empty(), Freshness.STORED))))
                .isEqualTo(Code.INVALID_KEY);
        assertThat(await(under.store.list(new ListCommand(bucket, "", "", Optional.empty(), 10)))
                        .objects())
                .isEmpty();
    }

    @SuppressWarnings("NullAway") // started before any test
    private static BackedStoreUnderTest unstarted() {
        return null;
    }
}
