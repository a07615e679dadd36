package dev.cistern.node.engine;

import static dev.cistern.node.engine.StoreUnderTest.await;
import static dev.cistern.node.engine.StoreUnderTest.bytes;
import static dev.cistern.node.engine.StoreUnderTest.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.conf.Durability;
import dev.cistern.node.store.Checksum;
import dev.cistern.node.store.Checksum.Algorithm;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.PutCommand;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BodyTest {
    private static final long BUFFER_BYTES = 1 << 20;

    private final Path folder;
    private final StoreUnderTest store;

    BodyTest(@TempDir Path folder) {
        this.folder = folder;
        this.store = new StoreUnderTest(
                folder,
                StoreUnderTest.with(StoreUnderTest.settings(folder), Durability.OS, BUFFER_BYTES),
                Outside.REAL);
        store.makeBucket();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 3 << 20})
    void bodyOfAnotherLengthIsRefusedAndNothingStored(int size) throws IOException {
        assertRefused(Code.INCOMPLETE_BODY, command("key", size + 1, Conditions.NONE), size);
        assertRefused(Code.INCOMPLETE_BODY, command("key", size - 1, Conditions.NONE), size);
        assertNothingStored();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 3 << 20})
    void wrongChecksumIsRefusedWithBothValues(int size) throws Exception {
        String right =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes(size, 1)));
        String wrong = "0".repeat(64);
        PutCommand command = command("key", new Checksum(Algorithm.SHA256, wrong));

        assertThatThrownBy(() -> await(store.putting(command, FakeBody.of(bytes(size, 1), 8192))))
                .hasMessageContaining(right)
                .hasMessageContaining(wrong)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.CHECKSUM_MISMATCH));
        assertNothingStored();
    }

    @Test
    void everyChecksumIsAcceptedWhenRight() {
        for (Checksum checksum : List.of(
                new Checksum(Algorithm.CRC32C, "E3069283"),
                new Checksum(Algorithm.MD5, "25f9e794323b453885f5181f1b624d0b"),
                new Checksum(Algorithm.SHA256, "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225"))) {
            byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
            ObjectInfo info = await(store.putting(command("key", checksum), FakeBody.of(digits, 2)));
            assertThat(info.md5()).isEqualTo("25f9e794323b453885f5181f1b624d0b");
        }
    }

    @Test
    void clientThatGoesAwayLeavesNothing() throws IOException {
        FakeBody body = new FakeBody();
        Future<ObjectInfo> put = store.putting(command("key", 10 << 20, Conditions.NONE), body);
        store.run(() -> body.feed(bytes(Upload.PIECE_BYTES, 1)));
        store.run(body::breakOff);

        assertThatThrownBy(() -> await(put)).isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.code())
                .isEqualTo(Code.INCOMPLETE_BODY));
        assertNothingStored();
    }

    @Test
    void uploadsThatOverrunTheMemoryArePausedAndAllComeThrough() {
        List<Future<ObjectInfo>> puts = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            FakeBody body = FakeBody.of(bytes(1_000_000, i), 32 * 1024);
            puts.add(store.putting(command("key" + i, 1_000_000, Conditions.NONE), body));
        }
        long most = 0;
        while (!Future.join(puts).isComplete()) {
            most = Math.max(most, store.engine().figures().bufferedBytes());
        }
        await(Future.join(puts));

        assertThat(most).isLessThanOrEqualTo(BUFFER_BYTES + 32 * 32 * 1024);
        assertThat(store.get("key31")).isEqualTo(bytes(1_000_000, 31));
        assertThat(store.engine().figures().bufferedBytes()).isZero();
        assertThat(store.engine().figures().uploadsInFlight()).isZero();
    }

    @Test
    void streamThatWouldOverrunIsPausedBeforeItIsThrough() {
        FakeBody body = FakeBody.of(bytes(8 << 20, 1), 64 * 1024);
        boolean[] pausedEarly = new boolean[1];
        Future<ObjectInfo> put = store.onContext(() -> {
            Future<ObjectInfo> started = store.engine().put(command("key", 8 << 20, Conditions.NONE), body);
            pausedEarly[0] = body.isPaused() && body.givenBytes() <= Upload.HELD_MAX_BYTES;
            return started;
        });
        await(put);

        assertThat(pausedEarly[0]).isTrue();
        assertThat(store.get("key")).isEqualTo(bytes(8 << 20, 1));
    }

    @Test
    void slowUploadsDoNotStarveOthers() {
        for (int i = 0; i < 40; i++) {
            FakeBody body = new FakeBody();
            var unused = store.putting(command("slow" + i, 1 << 20, Conditions.NONE), body);
            store.run(() -> body.feed(bytes(60_000, 1)));
        }

        store.put("fast", bytes(5 << 20, 2));

        assertThat(store.get("fast")).isEqualTo(bytes(5 << 20, 2));
    }

    private void assertRefused(Code code, PutCommand command, int size) {
        assertThatThrownBy(() -> await(store.putting(command, FakeBody.of(bytes(size, 1), 8192))))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private void assertNothingStored() throws IOException {
        assertThatThrownBy(() -> store.get("key"))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.NO_SUCH_OBJECT));
        await(store.engine().close());
        try (Stream<Path> files = Files.walk(folder.resolve("blobs"))) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }
}
