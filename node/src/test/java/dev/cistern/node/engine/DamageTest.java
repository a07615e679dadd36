package dev.cistern.node.engine;

import static dev.cistern.node.engine.StoreUnderTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.node.store.ByteRange;
import dev.cistern.node.store.GetCommand.Form;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DamageTest {
    private static final int SIZE = 200_000;
    private static final int RANDOM_FLIPS = 60;

    private final Path folder;
    private final StoreUnderTest store;
    private final byte[] original = bytes(SIZE, 1);

    DamageTest(@TempDir Path folder) {
        this.folder = folder;
        this.store = StoreUnderTest.inFiles(folder);
        store.makeBucket();
        store.put("key", original);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void flippedBitAnywhereIsFoundAndNeverServed() throws IOException {
        Path blob = blobs().get(0);
        long length = Files.size(blob);
        Random random = new Random(7);
        for (int i = 0; i < RANDOM_FLIPS; i++) {
            flipAndRead(blob, (long) (random.nextDouble() * length), 1 << random.nextInt(8));
        }
        for (long position = SIZE; position < length; position++) {
            flipAndRead(blob, position, 1);
        }
        assertThat(store.get("key")).isEqualTo(original);
        assertThat(store.engine().figures().corruptFound()).isEqualTo(RANDOM_FLIPS + length - SIZE);
    }

    @Test
    void undamagedBlocksOfADamagedBlobAreServed() throws IOException {
        flip(blobs().get(0), 10, 1);

        byte[] last = store.get("key", new ByteRange.Suffix(10), Form.REGIONS);

        assertThat(last).isEqualTo(Arrays.copyOfRange(original, SIZE - 10, SIZE));
    }

    @Test
    void missingOrShortenedBlobIsCorrupt() throws IOException {
        try (FileChannel file = FileChannel.open(blobs().get(0), StandardOpenOption.WRITE)) {
            var unused = file.truncate(SIZE);
        }
        assertCorrupt();
        Files.delete(blobs().get(0));
        assertCorrupt();
    }

    private void flipAndRead(Path blob, long position, int bit) throws IOException {
        flip(blob, position, bit);
        assertCorrupt();
        flip(blob, position, bit);
    }

    private void assertCorrupt() {
        assertThatThrownBy(() -> store.get("key"))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.CORRUPT));
    }

    private static void flip(Path blob, long position, int bit) throws IOException {
        try (FileChannel file = FileChannel.open(blob, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            assertThat(file.read(one, position)).isEqualTo(1);
            one.put(0, (byte) (one.get(0) ^ bit)).flip();
            assertThat(file.write(one, position)).isEqualTo(1);
        }
    }

    private List<Path> blobs() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("blobs"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
