package dev.cistern.node.backed;

import static dev.cistern.node.backed.BackedStoreUnderTest.FOR_EVER;
import static dev.cistern.node.backed.BackedStoreUnderTest.await;
import static dev.cistern.node.backed.BackedStoreUnderTest.random;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.store.ByteRange;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.OpenObject;
import dev.cistern.node.store.OpenObject.Chunk;
import dev.cistern.node.store.PutCommand;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SlowReadersTest {
    private static final byte[] BYTES = random(4 << 20);
    private static final int QUARTER = 1 << 20;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void backendIsNotReadAheadOfASlowReaderByMoreThanTheLead() {
        try (BackedStoreUnderTest under = new BackedStoreUnderTest(folder.resolve("data"), FOR_EVER)) {
            OpenObject object = openScripted(under);
            under.backend.script(body -> body.feed(BYTES));

            assertThat(await(settled(under))).isEqualTo(Pace.LEAD_BYTES);
            assertThat(await(under.elsewhere(object::next)).length()).isEqualTo(ScriptedBody.BUFFER_BYTES);
            assertThat(await(under.elsewhere(object::next)).length()).isEqualTo(ScriptedBody.BUFFER_BYTES);

            assertThat(await(settled(under))).isEqualTo(Pace.LEAD_BYTES + ScriptedBody.BUFFER_BYTES * 2L);
            under.backend.script(ScriptedBody::end);
            assertThat(await(under.reading(object))).hasSize(BYTES.length - 2 * ScriptedBody.BUFFER_BYTES);
        }
    }

    @Test
    void readerThatStallsLetsTheFetchGoOnAndReadsTheRestFromTheStore() {
        try (BackedStoreUnderTest under = new BackedStoreUnderTest(folder.resolve("data"), Duration.ofMillis(1))) {
            OpenObject stalled = openScripted(under);
            under.backend.script(body -> body.feed(BYTES));
            under.backend.script(ScriptedBody::end);

            assertThat(await(under.elsewhere(stalled::next)).length()).isPositive();
            assertThat(under.read("k")).isEqualTo(BYTES);
            assertThat(await(under.reading(stalled))).hasSize(BYTES.length - ScriptedBody.BUFFER_BYTES);
            assertThat(under.backend.gets).hasValue(1);
        }
    }

    @Test
    void readerThatComesLateIsNotHeldUpByOneThatStalls() {
        try (BackedStoreUnderTest under = new BackedStoreUnderTest(folder.resolve("data"), FOR_EVER)) {
            OpenObject stalled = openScripted(under);
            OpenObject fast = under.open("k");
            under.backend.script(body -> body.feed(BYTES));
            under.backend.script(ScriptedBody::end);
            assertThat(await(under.reading(fast))).isEqualTo(BYTES);

            assertThat(under.read("k")).isEqualTo(BYTES);
            assertThat(await(under.reading(stalled))).isEqualTo(BYTES);
            assertThat(under.backend.gets).hasValue(1);
        }
    }

    @Test
    void readerThatComesLateReadsWhatHasPassedBeforeTheRestComes() {
        try (BackedStoreUnderTest under = new BackedStoreUnderTest(folder.resolve("data"), FOR_EVER)) {
            OpenObject first = openScripted(under);
            readQuarter(under, first);

            OpenObject late = under.open("k");
            assertThat(readSome(under, late, QUARTER)).isEqualTo(Arrays.copyOf(BYTES, QUARTER));

            byte[] rest = Arrays.copyOfRange(BYTES, QUARTER, BYTES.length);
            under.backend.script(body -> body.feed(rest));
            under.backend.script(ScriptedBody::end);
            assertThat(await(under.reading(first))).isEqualTo(rest);
            assertThat(await(under.reading(late))).isEqualTo(rest);
            assertIsAskedOnce(under);
        }
    }

    @Test
    void readerThatFallsBehindReadsWhatHasPassedBeforeTheRestComes() {
        try (BackedStoreUnderTest under = new BackedStoreUnderTest(folder.resolve("data"), FOR_EVER)) {
            OpenObject fast = openScripted(under);
            OpenObject slow = under.open("k");
            readQuarter(under, fast);

            assertThat(readSome(under, slow, QUARTER)).isEqualTo(Arrays.copyOf(BYTES, QUARTER));

            under.backend.script(ScriptedBody::breakOff);
            assertThat(BackedStoreUnderTest.failure(under.reading(slow))).isEqualTo(Code.BACKEND_FAILED);
            assertIsAskedOnce(under);
        }
    }

    @Test
    void partThatHasPassedIsReadBeforeTheRestComes() {
        try (BackedStoreUnderTest under = new BackedStoreUnderTest(folder.resolve("data"), FOR_EVER)) {
            OpenObject first = openScripted(under);
            readQuarter(under, first);

            assertThat(under.readRange("k", new ByteRange.Between(1_000, 300_000)))
                    .isEqualTo(Arrays.copyOfRange(BYTES, 1_000, 300_001));
            assertIsAskedOnce(under);
        }
    }

    @Test
    void objectThatAWriteHasOvertakenIsReadToItsEndAlsoByWhoHasFallenBehind() {
        try (BackedStoreUnderTest under = new BackedStoreUnderTest(folder.resolve("data"), FOR_EVER)) {
            OpenObject fast = openScripted(under);
            OpenObject slow = under.open("k");
            readQuarter(under, fast);
            PutCommand other = new PutCommand(
                    BackedStoreUnderTest.name("k"), OptionalLong.of(0), List.of(), Conditions.NONE, Map.of(), Map.of());
            var unused = await(under.elsewhere(() -> under.engine.put(other, GivenBody.none())));

            byte[] rest = Arrays.copyOfRange(BYTES, QUARTER, BYTES.length);
            under.backend.script(body -> body.feed(rest));
            under.backend.script(ScriptedBody::end);

            assertThat(await(under.reading(fast))).isEqualTo(rest);
            assertThat(await(under.reading(slow))).isEqualTo(BYTES);
            assertThat(under.read("k")).isEmpty();
        }
    }

    private static void assertIsAskedOnce(BackedStoreUnderTest under) {
        assertThat(under.backend.gets).hasValue(1);
        assertThat(under.backend.heads).hasValue(0);
        assertThat(under.backend.reads).isEmpty();
    }

    /** All that has come, which is more than the window holds. */
    private static void readQuarter(BackedStoreUnderTest under, OpenObject object) {
        under.backend.script(body -> body.feed(Arrays.copyOf(BYTES, QUARTER)));
        assertThat(readSome(under, object, QUARTER)).hasSize(QUARTER);
    }

    private static byte[] readSome(BackedStoreUnderTest under, OpenObject object, int length) {
        Buffer read = Buffer.buffer();
        while (read.length() < length) {
            Chunk.Bytes next = (Chunk.Bytes) await(under.elsewhere(object::next));
            read = read.appendBuffer(next.buffer());
        }
        return read.getBytes();
    }

    private static OpenObject openScripted(BackedStoreUnderTest under) {
        under.backend.store("k", BYTES, "\"e\"");
        under.backend.scripted = true;
        return under.open("k");
    }

    /** Bytes that the body gave, after everything that was asked of its context before. */
    private static Future<Long> settled(BackedStoreUnderTest under) {
        Promise<Long> promise = Promise.promise();
        under.backend.script(body -> promise.complete(body.givenBytes()));
        return promise.future();
    }
}
