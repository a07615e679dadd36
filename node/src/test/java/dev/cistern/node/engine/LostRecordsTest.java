package dev.cistern.node.engine;

import static dev.cistern.node.engine.StoreUnderTest.await;
import static dev.cistern.node.engine.StoreUnderTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LostRecordsTest {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int OBJECTS = 20;
    private static final int SIZE = 20_000;

    private final Path folder;
    private final StoreUnderTest store;

    LostRecordsTest(@TempDir Path root) {
        this.folder = root.resolve("data");
        this.store = StoreUnderTest.inFiles(folder);
    }

    @BeforeEach
    void fillAndStop() {
        store.makeBucket();
        for (int at = 0; at < OBJECTS; at++) {
            store.put("key" + at, bytes(SIZE, at));
        }
        await(store.engine().close());
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void damagedLogOfTheRecordsIsSaidAndNoFileOfAnObjectIsTakenForGarbage() throws IOException {
        byte[] log = Files.readAllBytes(log());
        int middle = lengthOf(log) / 2;
        for (int bit = 0; bit < 8; bit++) {
            byte[] damaged = log.clone();
            damaged[middle] ^= (byte) (1 << bit);
            Files.write(log(), damaged);

            assertRefused();
        }
    }

    @Test
    void shortenedLogOfTheRecordsIsSaid() throws IOException {
        int length = lengthOf(Files.readAllBytes(log()));
        try (FileChannel file = FileChannel.open(log(), StandardOpenOption.WRITE)) {
            var unused = file.truncate(length / 2);
        }

        assertRefused();
    }

    @Test
    void refusedRecordsAreAsTheyWere() throws IOException {
        byte[] log = Files.readAllBytes(log());
        byte[] damaged = log.clone();
        damaged[lengthOf(log) / 2] ^= 1;
        Files.write(log(), damaged);
        assertRefused();

        assertThat(Files.readAllBytes(log())).isEqualTo(damaged);
        Files.write(log(), log);
        store.reopen();
        for (int at = 0; at < OBJECTS; at++) {
            assertThat(store.get("key" + at)).isEqualTo(bytes(SIZE, at));
        }
    }

    @Test
    void openingThatACrashBrokeOffIsBegunAnew() throws IOException {
        Path records = folder.resolve("records");
        Files.move(records, folder.resolve("records.kept"));
        Files.createDirectory(records);
        Files.writeString(records.resolve("CURRENT"), "half a repair");
        Files.createDirectory(folder.resolve("records.linking"));

        store.reopen();

        assertThat(store.get("key7")).isEqualTo(bytes(SIZE, 7));
        assertThat(folder).isDirectoryNotContaining("glob:**records.*");
    }

    @Test
    void whatIsLeftIsServedOnceThatIsWanted() throws IOException {
        byte[] log = Files.readAllBytes(log());
        log[lengthOf(log) / 2] ^= 1;
        Files.write(log(), log);
        assertRefused();

        Files.delete(folder.resolve("records-floor"));
        store.reopen();

        assertThat(store.get("key0")).isEqualTo(bytes(SIZE, 0));
        assertThatThrownBy(() -> store.get("key" + (OBJECTS - 1))).isInstanceOf(StoreException.class);
    }

    @Test
    void damagedFloorKeepsNothingFromBeingServed() throws IOException {
        Path floor = folder.resolve("records-floor");
        String damaged = Files.readString(floor).replace("records 2 ", "records 2 9");
        Files.writeString(floor, damaged);

        store.reopen();

        assertThat(store.get("key7")).isEqualTo(bytes(SIZE, 7));
        // It is noted anew by another thread.
        assertTimeoutPreemptively(LONGEST, () -> {
            while (Files.readString(floor).equals(damaged)) {
                Thread.onSpinWait();
            }
        });
    }

    @Test
    void manifestThatEndsEarlyLosesNothingWithoutAWord() throws IOException {
        Path manifest = file("MANIFEST-");
        Map<Path, byte[]> good = records();
        byte[] whole = Objects.requireNonNull(good.get(manifest));
        int refused = 0;
        for (int end : endsOfEntries(whole)) {
            restore(good);
            Files.write(manifest, Arrays.copyOf(whole, end));
            try {
                store.reopen();
            } catch (StoreException e) {
                assertThat(e.code()).isEqualTo(Code.CORRUPT);
                refused++;
                continue;
            }
            assertThat(store.blobs()).as("of %d bytes %d", whole.length, end).hasSize(OBJECTS);
            for (int at = 0; at < OBJECTS; at++) {
                assertThat(store.get("key" + at)).isEqualTo(bytes(SIZE, at));
            }
            await(store.engine().close());
        }
        assertThat(refused).isPositive();
        restore(good);
    }

    private Map<Path, byte[]> records() throws IOException {
        Map<Path, byte[]> files = new HashMap<>();
        try (Stream<Path> all = Files.walk(folder.resolve("records"))) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(file, Files.readAllBytes(file));
            }
        }
        files.put(folder.resolve("records-floor"), Files.readAllBytes(folder.resolve("records-floor")));
        return files;
    }

    private void restore(Map<Path, byte[]> good) throws IOException {
        for (Path file : records().keySet()) {
            Files.delete(file);
        }
        for (Map.Entry<Path, byte[]> file : good.entrySet()) {
            Files.write(file.getKey(), file.getValue());
        }
    }

    /** RocksDB's log format: entries of a checksum, two bytes of length, the lowest first, and a byte of type; all in one block here. */
    private static List<Integer> endsOfEntries(byte[] log) {
        List<Integer> ends = new ArrayList<>(List.of(0));
        for (int at = 0; at + 7 <= log.length; ) {
            at += 7 + (log[at + 4] & 0xff) + ((log[at + 5] & 0xff) << 8);
            ends.add(Math.min(at, log.length));
        }
        return ends;
    }

    private void assertRefused() throws IOException {
        assertThatThrownBy(store::reopen)
                .isInstanceOfSatisfying(StoreException.class, failure -> assertThat(failure.code())
                        .isEqualTo(Code.CORRUPT))
                .hasMessageContaining("had been stored")
                .hasMessageContaining("records-floor");
        assertThat(blobs()).hasSize(OBJECTS);
    }

    private Path log() throws IOException {
        return file(".log");
    }

    private Path file(String called) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("records"))) {
            return files.filter(file -> file.getFileName().toString().contains(called))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Without the room that a log has ahead. */
    private static int lengthOf(byte[] log) {
        int at = log.length;
        while (log[at - 1] == 0) {
            at--;
        }
        return at;
    }

    private List<Path> blobs() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("blobs"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
