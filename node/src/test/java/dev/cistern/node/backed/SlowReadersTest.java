package dev.cistern.node.backed;

import static dev.cistern.node.backed.BackedStoreUnderTest.FOR_EVER;
import static dev.cistern.node.backed.BackedStoreUnderTest.await;
import static dev.cistern.node.backed.BackedStoreUnderTest.random;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.store.OpenObject;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
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
    void readerThatComesLateReadsInChunksWhatHasPassed() {
        try (BackedStoreUnderTest under = new BackedStoreUnderTest(folder.resolve("data"), FOR_EVER)) {
            OpenObject first = openScripted(under);
            Consumer<Consumer<ScriptedBody>> whole = under.backend.scripting();
            readQuarter(under, first, whole);

            assertThat(under.read("k")).isEqualTo(BYTES);

            byte[] rest = Arrays.copyOfRange(BYTES, QUARTER, BYTES.length);
            whole.accept(body -> body.feed(rest));
            whole.accept(ScriptedBody::end);
            assertThat(await(under.reading(first))).isEqualTo(rest);
            assertThat(under.backend.gets).hasValue(1);
        }
    }

    @Test
    void readerThatFallsBehindGoesOnInChunks() {
        try (BackedStoreUnderTest under = new BackedStoreUnderTest(folder.resolve("data"), FOR_EVER)) {
            OpenObject fast = openScripted(under);
            Consumer<Consumer<ScriptedBody>> whole = under.backend.scripting();
            OpenObject slow = under.open("k");
            readQuarter(under, fast, whole);

            assertThat(await(under.reading(slow))).isEqualTo(BYTES);

            assertThat(under.backend.gets).hasValue(1);
            whole.accept(ScriptedBody::breakOff);
        }
    }

    /** All that has come: more than the window holds, and so little that the rest is not worth waiting for. */
    private static void readQuarter(
            BackedStoreUnderTest under, OpenObject object, Consumer<Consumer<ScriptedBody>> whole) {
        whole.accept(body -> body.feed(Arrays.copyOf(BYTES, QUARTER)));
        long read = 0;
        while (read < QUARTER) {
            read += await(under.elsewhere(object::next)).length();
        }
        under.backend.scripted = false;
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
