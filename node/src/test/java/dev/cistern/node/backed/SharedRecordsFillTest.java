package dev.cistern.node.backed;

import static dev.cistern.node.backed.BackedStoreUnderTest.BUCKET;
import static dev.cistern.node.backed.BackedStoreUnderTest.CHUNK_BYTES;
import static dev.cistern.node.backed.BackedStoreUnderTest.await;
import static dev.cistern.node.backed.BackedStoreUnderTest.get;
import static dev.cistern.node.backed.BackedStoreUnderTest.random;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.BucketTraits;
import dev.cistern.node.store.ByteRange;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.GetCommand;
import dev.cistern.node.store.GetCommand.Form;
import dev.cistern.node.store.GetCommand.Freshness;
import dev.cistern.node.store.ListCommand;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.PutCommand;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes before the same records, as in a cluster: what one fetches does not take the place of what the other wrote. */
final class SharedRecordsFillTest {
    private static final BucketName THROUGH = new BucketName("through");
    private static final ObjectName NAME = new ObjectName(THROUGH, "k");

    @TempDir
    private Path folder = Path.of("");

    private BackedStoreUnderTest under = unstarted();
    private BackedStore other = none();

    @BeforeEach
    void start() {
        under = new BackedStoreUnderTest(folder.resolve("data"), BackedStoreUnderTest.FOR_EVER);
        under.shared = true;
        other = under.another();
        var unused = await(under.store.createBucket(THROUGH, BucketTraits.backedBy(BackedStoreUnderTest.CLOUD_URL)));
    }

    @AfterEach
    void stop() {
        under.close();
    }

    private Future<String> reading(Freshness freshness) {
        GetCommand get = new GetCommand(NAME, Optional.empty(), Conditions.NONE, freshness, Form.BUFFERS);
        return under.opening(get).compose(under::reading).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    private void putByTheOther(String text) {
        PutCommand put =
                new PutCommand(NAME, OptionalLong.of(text.length()), List.of(), Conditions.NONE, Map.of(), Map.of());
        ObjectInfo written = await(under.elsewhere(() -> other.put(put, new GivenBody(Buffer.buffer(text)))));
        assertThat(written.size()).isEqualTo(text.length());
    }

    @Test
    void whatWasBeingFetchedWhenAnotherNodeWroteIsNotStored() {
        under.cloud.store("k", "old");
        under.cloud.holdsBodies = true;
        Future<String> slow = reading(Freshness.STORED);
        under.settleUntil(() -> under.cloud.heldBodies() == 1);
        putByTheOther("new");
        under.cloud.giveBodies();
        assertThat(await(slow)).isIn("old", "new");

        assertThat(await(reading(Freshness.STORED))).isEqualTo("new");
    }

    @Test
    void sameWhereAnotherNodeRemovedIt() {
        under.cloud.store("k", "old");
        under.cloud.holdsBodies = true;
        Future<String> slow = reading(Freshness.LATEST);
        under.settleUntil(() -> under.cloud.heldBodies() == 1);
        var unused = await(under.elsewhere(() -> other.delete(NAME, Conditions.NONE)));
        under.cloud.giveBodies();
        var unusedToo = await(slow.transform(any -> Future.succeededFuture()));

        assertThat(BackedStoreUnderTest.failure(reading(Freshness.STORED))).isEqualTo(Code.NO_SUCH_OBJECT);
    }

    @Test
    void whatIsFetchedAfterAnotherNodeWroteIsStored() {
        putByTheOther("first");
        putByTheOther("second");
        assertThat(await(reading(Freshness.STORED))).isEqualTo("second");
        int gets = under.cloud.gets.get();

        assertThat(await(reading(Freshness.STORED))).isEqualTo("second");
        assertThat(under.cloud.gets).hasValue(gets);
    }

    @Test
    void marksOfWritesAreRemovedWhenNothingThatBeganBeforeThemCanBeStored() {
        putByTheOther("text");
        assertThat(await(under.store.upkeep().sweep())).isZero();
        under.clock = under.clock.plus(Duration.ofHours(25));

        assertThat(await(under.store.upkeep().sweep())).isEqualTo(1);
        assertThat(await(under.store.upkeep().sweep())).isZero();
    }

    @Test
    void nodesThatFetchPartsOfTheSameObjectsShareTheirChunks() {
        byte[] bytes = random(3 * CHUNK_BYTES);
        List<Future<?>> reads = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            String key = "large" + i;
            under.backend.store(key, bytes, "\"e\"");
            GetCommand part =
                    get(key, Optional.of(new ByteRange.Between(CHUNK_BYTES, CHUNK_BYTES + 9)), Freshness.STORED);
            reads.add(under.opening(part).compose(under::reading));
            reads.add(under.elsewhere(() -> other.get(part).map(object -> {
                object.close();
                return null;
            })));
        }
        var unused = await(Future.join(reads));
        under.settleUntil(
                () -> under.store.figures().fetching() == 0 && other.figures().fetching() == 0);

        assertThat(await(under.store.upkeep().sweep())).isZero();
        assertThat(chunks().stream()
                        .map(key -> key.substring(0, key.lastIndexOf('/')))
                        .distinct())
                .hasSize(10);
    }

    @Test
    void chunksThatNoManifestLeadsToAreRemovedAndNoOthers() {
        under.backend.store("live", random(3 * CHUNK_BYTES), "\"e\"");
        ByteRange range = new ByteRange.Between(CHUNK_BYTES, CHUNK_BYTES + 9);
        byte[] part = under.readRange("live", range);
        under.settleUntil(() -> under.store.figures().fetching() == 0);
        int live = chunks().size();
        for (int i = 0; i < 100; i++) {
            lose(OwnKeys.chunk(BackedStoreUnderTest.name("dead"), 7_000 + i % 2, i));
        }
        lose(OwnKeys.chunk(BackedStoreUnderTest.name("live"), 999_999, 0));

        assertThat(await(under.store.upkeep().sweep())).isEqualTo(101);

        assertThat(chunks()).hasSize(live);
        under.backend.dead = true;
        assertThat(under.readRange("live", range)).isEqualTo(part);
    }

    private void lose(ObjectName chunk) {
        PutCommand put = new PutCommand(chunk, OptionalLong.of(1), List.of(), Conditions.NONE, Map.of(), Map.of());
        var unused = await(under.elsewhere(() -> under.engine.put(put, new GivenBody(Buffer.buffer("x")))));
    }

    private List<String> chunks() {
        return await(under.engine.list(new ListCommand(BUCKET, OwnKeys.CHUNKS, "", Optional.empty(), 1_000)))
                .objects()
                .stream()
                .map(object -> object.name().key())
                .toList();
    }

    @SuppressWarnings("NullAway") // started before any test
    private static BackedStoreUnderTest unstarted() {
        return null;
    }

    @SuppressWarnings("NullAway") // the same
    private static BackedStore none() {
        return null;
    }
}
