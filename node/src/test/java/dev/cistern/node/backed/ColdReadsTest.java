package dev.cistern.node.backed;

import static dev.cistern.node.backed.BackedStoreUnderTest.await;
import static dev.cistern.node.backed.BackedStoreUnderTest.failure;
import static dev.cistern.node.backed.BackedStoreUnderTest.get;
import static dev.cistern.node.backed.BackedStoreUnderTest.name;
import static dev.cistern.node.backed.BackedStoreUnderTest.random;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.store.ByteRange;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.GetCommand.Freshness;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.OpenObject;
import dev.cistern.node.store.PutCommand;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ColdReadsTest {
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

    @Test
    void objectOfAnySizeComesThroughAndIsStored() {
        for (int size : new int[] {0, 1, 16 * 1024, 100_000, 3 << 20}) {
            byte[] bytes = random(size);
            under.backend.store("k" + size, bytes, "\"e" + size + "\"");

            assertThat(under.read("k" + size)).isEqualTo(bytes);
            assertThat(under.read("k" + size)).isEqualTo(bytes);
        }
        assertThat(under.backend.gets).hasValue(5);
    }

    @Test
    void warmReadsDoNotNeedTheBackend() {
        under.backend.store("k", random(200_000), "\"e\"");
        assertThat(under.read("k")).hasSize(200_000);
        under.backend.dead = true;

        assertThat(under.read("k")).isEqualTo(random(200_000));
        ObjectInfo info = await(under.store.head(name("k"), Conditions.NONE));
        assertThat(info.etag()).isEqualTo("\"e\"");
        assertThat(info.isStored()).isTrue();
        assertThat(info.headers()).containsEntry("content-type", "text/x-test");
        assertThat(under.backend.heads).hasValue(0);
    }

    @Test
    void fiftyColdReadersShareOneFetch() {
        byte[] bytes = random(2 << 20);
        under.backend.store("k", bytes, "\"e\"");
        List<Future<byte[]>> readers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            readers.add(
                    under.opening(get("k", Optional.empty(), Freshness.STORED)).compose(under::reading));
        }

        readers.forEach(reader -> assertThat(await(reader)).isEqualTo(bytes));
        BackedFigures figures = under.store.figures();
        assertThat(figures.failed()).isZero();
        assertThat(figures.bytesFetched()).isEqualTo(bytes.length);
        assertThat(under.backend.gets).hasValue(1);
    }

    @Test
    void fetchGoesOnWhenItsFirstReaderLeaves() {
        byte[] bytes = random(1 << 20);
        under.backend.store("k", bytes, "\"e\"");
        under.backend.scripted = true;
        OpenObject first = under.open("k");
        OpenObject second = under.open("k");
        under.backend.script(body -> body.feed(Arrays.copyOf(bytes, 100_000)));
        assertThat(await(under.elsewhere(first::next)).length()).isPositive();
        first.close();

        Future<byte[]> read = under.reading(second);
        under.backend.script(body -> body.feed(Arrays.copyOfRange(bytes, 100_000, bytes.length)));
        under.backend.script(ScriptedBody::end);

        assertThat(await(read)).isEqualTo(bytes);
        assertThat(under.read("k")).isEqualTo(bytes);
        assertThat(under.backend.gets).hasValue(1);
    }

    @Test
    void objectIsStoredAlsoWhenAllReadersHaveLeft() {
        byte[] bytes = random(2 << 20);
        under.backend.store("k", bytes, "\"e\"");
        under.backend.scripted = true;
        under.open("k").close();

        under.backend.script(body -> body.feed(bytes));
        under.backend.script(ScriptedBody::end);

        assertThat(under.read("k")).isEqualTo(bytes);
        assertThat(under.backend.gets).hasValue(1);
    }

    @Test
    void bodyThatBreaksOffIsNeitherStoredNorServedAsWhole() {
        byte[] bytes = random(1 << 20);
        under.backend.store("k", bytes, "\"e\"");
        under.backend.scripted = true;
        Future<byte[]> read = under.reading(under.open("k"));

        under.backend.script(body -> body.feed(Arrays.copyOf(bytes, 300_000)));
        under.backend.script(ScriptedBody::breakOff);

        assertThat(failure(read)).isEqualTo(Code.BACKEND_FAILED);
        assertThat(under.isStored("k")).isFalse();
        assertThat(under.backend.body().isCancelled()).isTrue();
    }

    @Test
    void bodyShorterThanAnnouncedIsNeitherStoredNorServedAsWhole() {
        byte[] bytes = random(1 << 20);
        under.backend.store("k", bytes, "\"e\"");
        under.backend.scripted = true;
        Future<byte[]> read = under.reading(under.open("k"));

        under.backend.script(body -> body.feed(Arrays.copyOf(bytes, bytes.length - 1)));
        under.backend.script(ScriptedBody::end);

        assertThat(failure(read)).isEqualTo(Code.BACKEND_FAILED);
        assertThat(under.isStored("k")).isFalse();
    }

    @Test
    void failedFetchIsTriedAnewByTheNextReader() {
        under.backend.store("k", random(1000), "\"e\"");
        under.backend.dead = true;
        assertThat(failure(under.opening(get("k", Optional.empty(), Freshness.STORED))))
                .isEqualTo(Code.BACKEND_FAILED);

        under.backend.dead = false;

        assertThat(under.read("k")).isEqualTo(random(1000));
    }

    @Test
    void rangesOfAColdObjectAreCutExactly() {
        byte[] bytes = random(900_000);
        for (String key : List.of("a", "b", "c")) {
            under.backend.store(key, bytes, "\"e\"");
        }

        assertThat(under.readRange("a", new ByteRange.Between(100_001, 800_000)))
                .isEqualTo(Arrays.copyOfRange(bytes, 100_001, 800_001));
        assertThat(under.readRange("b", new ByteRange.Suffix(5)))
                .isEqualTo(Arrays.copyOfRange(bytes, 899_995, 900_000));
        assertThat(failure(under.opening(get("c", Optional.of(new ByteRange.From(900_000)), Freshness.STORED))))
                .isEqualTo(Code.RANGE_NOT_SATISFIABLE);
    }

    @Test
    void objectOfUnknownLengthIsServedOnceItIsStored() {
        byte[] bytes = random(700_000);
        under.backend.store("k", bytes, "\"e\"");
        under.backend.tellsLength = false;

        assertThat(await(under.store.head(name("k"), Conditions.NONE)).size()).isEqualTo(700_000);
        assertThat(under.read("k")).isEqualTo(bytes);
        assertThat(under.backend.gets).hasValue(1);
    }

    @Test
    void headOfAColdObjectFetchesNothing() {
        under.backend.store("k", random(1000), "\"e\"");

        ObjectInfo info = await(under.store.head(name("k"), Conditions.NONE));

        assertThat(info.size()).isEqualTo(1000);
        assertThat(info.etag()).isEqualTo("\"e\"");
        assertThat(info.isStored()).isFalse();
        assertThat(under.backend.gets).hasValue(0);
        assertThat(failure(under.store.head(name("none"), Conditions.NONE))).isEqualTo(Code.NO_SUCH_OBJECT);
    }

    @Test
    void whatTheBackendHasNotDoesNotExist() {
        assertThat(failure(under.opening(get("none", Optional.empty(), Freshness.STORED))))
                .isEqualTo(Code.NO_SUCH_OBJECT);
    }

    @Test
    void writesAreRefused() {
        PutCommand put = new PutCommand(name("k"), OptionalLong.of(1), List.of(), Conditions.NONE, Map.of(), Map.of());

        assertThat(failure(under.store.put(put, new ScriptedBody()))).isEqualTo(Code.READ_ONLY);
        assertThat(failure(under.store.delete(name("k"), Conditions.NONE))).isEqualTo(Code.READ_ONLY);
    }

    @SuppressWarnings("NullAway") // started before any test
    private static BackedStoreUnderTest unstarted() {
        return null;
    }
}
