package dev.cistern.node.engine;

import static dev.cistern.node.engine.StoreUnderTest.await;
import static dev.cistern.node.engine.StoreUnderTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.conf.Durability;
import dev.cistern.node.engine.blob.BlobSum;
import dev.cistern.node.store.ByteRange;
import dev.cistern.node.store.Checksum;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.GetCommand.Form;
import dev.cistern.node.store.OpenObject;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects whose bytes share a file with others'. */
final class SegmentedStoreTest {
    private static final int SIZE = 200_000;

    private final Path folder;
    private final StoreUnderTest store;

    SegmentedStoreTest(@TempDir Path folder) {
        this.folder = folder;
        this.store = new StoreUnderTest(
                folder, StoreUnderTest.with(StoreUnderTest.settings(folder), Durability.SYNC, 8 << 20), Outside.REAL);
        store.makeBucket();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private Path segmentOf(byte[] data) throws IOException {
        for (Path file : files(folder.resolve("segments"))) {
            if (file.toString().endsWith(".segment") && find(file, data) > 0) {
                return file;
            }
        }
        throw new AssertionError("no segment holds it");
    }

    private static int find(Path file, byte[] data) throws IOException {
        byte[] all = Files.readAllBytes(file);
        for (int at = 4096; at + data.length <= all.length; at++) {
            if (all[at] == data[0] && Arrays.equals(all, at, at + data.length, data, 0, data.length)) {
                return at;
            }
        }
        return -1;
    }

    @Test
    void largestThatFitsASegmentHasNoFileAndTheNextLargerHasOne() throws IOException {
        store.put("fits", bytes(1 << 20, 1));
        assertThat(files(folder.resolve("blobs"))).isEmpty();
        store.put("larger", bytes((1 << 20) + 1, 2));

        assertThat(files(folder.resolve("blobs"))).hasSize(1);
        assertThat(store.engine().figures().segments().blobs()).isEqualTo(1);
        assertThat(store.get("fits")).isEqualTo(bytes(1 << 20, 1));
        assertThat(store.get("larger")).isEqualTo(bytes((1 << 20) + 1, 2));
        store.reopen();
        assertThat(store.get("fits")).isEqualTo(bytes(1 << 20, 1));
        assertThat(store.blobs()).hasSize(2);
    }

    @Test
    void storeOfBeforeSegmentsIsReadAndBothFormsLieSideBySide(@TempDir Path other) throws IOException {
        try (StoreUnderTest old = StoreUnderTest.inFiles(other)) {
            old.makeBucket();
            old.put("old", bytes(SIZE, 1));
        }
        Files.writeString(other.resolve("format"), "cistern store 1\n");
        assertThat(files(other.resolve("blobs"))).hasSize(1);
        try (StoreUnderTest now = new StoreUnderTest(other)) {
            now.put("new", bytes(SIZE, 2));

            assertThat(now.get("old")).isEqualTo(bytes(SIZE, 1));
            assertThat(now.get("new")).isEqualTo(bytes(SIZE, 2));
            assertThat(files(other.resolve("blobs"))).hasSize(1);
            await(now.engine().delete(StoreUnderTest.name("old"), Conditions.NONE));
            now.settle();
            assertThat(files(other.resolve("blobs"))).isEmpty();
        }
    }

    @Test
    void rangesAreReadInBothForms() {
        byte[] body = bytes(SIZE, 3);
        store.put("key", body);
        for (Form form : Form.values()) {
            assertThat(store.get("key", new ByteRange.Between(65_530, 131_080), form))
                    .isEqualTo(Arrays.copyOfRange(body, 65_530, 131_081));
            assertThat(store.get("key", new ByteRange.Suffix(1), form)).containsExactly(body[SIZE - 1]);
        }
    }

    @Test
    void flippedBitIsNeverServedAndUndamagedBlocksAre() throws IOException {
        byte[] body = bytes(SIZE, 4);
        store.put("key", body);
        store.put("other", bytes(SIZE, 5));
        Path segment = segmentOf(body);
        int start = find(segment, body);
        for (int at : new int[] {start - 20, start, start + 70_000, start + SIZE - 1}) {
            flip(segment, at);
            assertThatThrownBy(() -> store.get("key"))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.CORRUPT));
            assertThat(store.get("other")).isEqualTo(bytes(SIZE, 5));
            flip(segment, at);
        }
        flip(segment, start + 10);
        assertThat(store.get("key", new ByteRange.Suffix(10), Form.REGIONS))
                .isEqualTo(Arrays.copyOfRange(body, SIZE - 10, SIZE));
    }

    private static void flip(Path file, long at) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            assertThat(channel.read(one, at)).isEqualTo(1);
            one.put(0, (byte) (one.get(0) ^ 1)).flip();
            assertThat(channel.write(one, at)).isEqualTo(1);
        }
    }

    @Test
    void objectThatIsOverwrittenWhileItIsReadIsReadToItsEnd() {
        byte[] body = bytes(1 << 20, 6);
        store.put("key", body);
        OpenObject open = store.open("key", Optional.empty(), Form.BUFFERS);
        store.put("key", bytes(SIZE, 7));
        store.settle();

        assertThat(store.read(open)).isEqualTo(body);
        assertThat(store.get("key")).isEqualTo(bytes(SIZE, 7));
        assertThat(store.blobs()).hasSize(1);
    }

    @Test
    void bodyWhoseChecksumIsWrongLeavesNothing() {
        FakeBody body = FakeBody.of(bytes(SIZE, 8), 8 * 1024);
        Checksum wrong = new Checksum(Checksum.Algorithm.CRC32C, "00000000");

        assertThatThrownBy(() -> await(store.putting(StoreUnderTest.command("key", wrong), body)))
                .isInstanceOf(StoreException.class);

        assertThat(store.blobs()).isEmpty();
    }

    @Test
    void bodyOfUnknownLengthGoesWhereItsLengthBelongs() throws IOException {
        var command = StoreUnderTest.command("key", crc32c(bytes(SIZE, 9)));
        assertThat(command.length()).isEqualTo(OptionalLong.empty());
        await(store.putting(command, FakeBody.of(bytes(SIZE, 9), 8 * 1024)));

        assertThat(files(folder.resolve("blobs"))).isEmpty();
        assertThat(store.get("key")).isEqualTo(bytes(SIZE, 9));
    }

    private static Checksum crc32c(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return new Checksum(Checksum.Algorithm.CRC32C, String.format("%08x", crc.getValue()));
    }

    @Test
    void blobThatNoRecordNamesIsRemovedByTheNextStart() {
        store.put("key", bytes(SIZE, 10));
        take(77, bytes(SIZE, 11));
        assertThat(store.blobs()).hasSize(2).contains(77L);

        store.reopen();
        await(store.engine().searched());

        assertThat(store.blobs()).hasSize(1);
        assertThat(store.engine().figures().orphansRemoved()).isEqualTo(1);
        assertThat(store.get("key")).isEqualTo(bytes(SIZE, 10));
    }

    private void take(long id, byte[] bytes) {
        BlobSum.OfBytes sum = new BlobSum.OfBytes();
        sum.update(ByteBuffer.wrap(bytes));
        IncomingBlob copy = store.engine().blobs().local().receive(id, seen -> {});
        await(copy.write(List.of(Buffer.buffer(bytes))));
        await(copy.finish(sum.finish()));
    }

    @Test
    void copiesOfSmallBlobsLieInSegmentsAndThoseOfLargeOnesInFiles() throws IOException {
        take(77, bytes(SIZE, 12));
        take(78, bytes(3 << 20, 13));
        take(77, bytes(SIZE, 12)); // Once more, in the place of the first.

        assertThat(store.blobs()).containsExactly(77L, 78L);
        assertThat(files(folder.resolve("blobs"))).hasSize(1);
        assertThat(store.engine().figures().segments().blobs()).isEqualTo(1);
        assertThat(await(store.engine().blobs().local().verify(77))
                        .orElseThrow()
                        .length())
                .isEqualTo(SIZE);
        assertThat(await(store.engine().blobs().local().stat(78)).orElseThrow().length())
                .isEqualTo(3 << 20);
    }

    @Test
    void copyThatIsNotWhatItOughtToBeLeavesNothing() {
        IncomingBlob copy = store.engine().blobs().local().receive(77, seen -> {});
        await(copy.write(List.of(Buffer.buffer(bytes(SIZE, 14)))));

        assertThatThrownBy(() -> await(copy.finish(new BlobSum(SIZE, 1)))).isInstanceOf(StoreException.class);

        assertThat(store.blobs()).isEmpty();
    }

    @Test
    void manyAtTheSameTimeAreAllThere() {
        List<Future<?>> puts = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            byte[] body = bytes(20_000 + 3_000 * i, i);
            puts.add(store.putting(
                    StoreUnderTest.command("key" + i, body.length, Conditions.NONE), FakeBody.of(body, 8 * 1024)));
        }
        puts.forEach(StoreUnderTest::await);

        store.reopen();
        for (int i = 0; i < 64; i++) {
            assertThat(store.get("key" + i)).isEqualTo(bytes(20_000 + 3_000 * i, i));
        }
    }
}
