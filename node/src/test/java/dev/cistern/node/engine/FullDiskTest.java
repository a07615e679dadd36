package dev.cistern.node.engine;

import static dev.cistern.node.engine.StoreUnderTest.await;
import static dev.cistern.node.engine.StoreUnderTest.bytes;
import static dev.cistern.node.engine.StoreUnderTest.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cistern.conf.Durability;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real disk of 64 MiB that fills up. Needs root, for the mount. */
final class FullDiskTest {
    private static final int LARGE = 2 << 20;

    private final Path disk;

    FullDiskTest(@TempDir Path disk) {
        this.disk = disk;
    }

    @BeforeEach
    void mount() throws Exception {
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk.toString());
        if (!mounted) {
            System.err.println("SKIPPED: FullDiskTest needs to mount a tmpfs, and may not");
        }
        assumeTrue(mounted, "mount is not allowed");
    }

    @AfterEach
    void unmount() throws Exception {
        assertThat(run("umount", disk.toString())).isTrue();
    }

    @Test
    void fullDiskRefusesWritesKeepsReadsAndDeletesAndTakesWritesAgain() throws Exception {
        try (StoreUnderTest store = open()) {
            List<String> stored = fill(store, LARGE);
            assertThat(stored).hasSizeGreaterThan(5);

            assertThat(store.get(stored.get(0))).isEqualTo(bytes(LARGE, 0));
            assertThat(store.engine().figures().writable()).isTrue();
            for (String key : stored) {
                await(store.engine().delete(StoreUnderTest.name(key), Conditions.NONE));
            }
            await(store.engine().looked());

            store.put("again", bytes(LARGE, 7));
            assertThat(store.get("again")).isEqualTo(bytes(LARGE, 7));
        }
    }

    @Test
    void smallObjectsStopBeforeTheRecordsMeetTheEndOfTheDisk() throws Exception {
        try (StoreUnderTest store = open()) {
            List<String> stored = fill(store, 16_000);

            assertThat(store.engine().figures().writable()).isTrue();
            assertThat(store.get(stored.get(0))).isEqualTo(bytes(16_000, 0));
            await(store.engine().delete(StoreUnderTest.name(stored.get(0)), Conditions.NONE));
        }
    }

    @Test
    void diskFilledByOthersRefusesAndRecovers() throws Exception {
        try (StoreUnderTest store = open()) {
            store.put("before", bytes(100, 1));
            Path filler = disk.resolve("filler");
            fillWithZeros(filler);
            await(store.engine().looked());

            assertNoSpace(store, "key", 100);
            assertNoSpace(store, "key", LARGE);
            assertThat(store.get("before")).isEqualTo(bytes(100, 1));
            await(store.engine().delete(StoreUnderTest.name("before"), Conditions.NONE));

            Files.delete(filler);
            await(store.engine().looked());
            store.put("after", bytes(LARGE, 1));
            assertThat(store.get("after")).isEqualTo(bytes(LARGE, 1));
        }
    }

    @Test
    void announcedLengthThatDoesNotFitIsRefusedAtOnce() throws Exception {
        try (StoreUnderTest store = open()) {
            FakeBody body = FakeBody.of(bytes(100, 1), 100);

            assertThatThrownBy(() -> await(store.putting(command("key", 1L << 40, Conditions.NONE), body)))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.NO_SPACE));
            assertThat(body.givenBytes()).isZero();
        }
    }

    private StoreUnderTest open() {
        Path folder = disk.resolve("data");
        StoreUnderTest store = new StoreUnderTest(
                folder, StoreUnderTest.with(StoreUnderTest.settings(folder), Durability.SYNC, 8 << 20), Outside.REAL);
        store.makeBucket();
        return store;
    }

    private static List<String> fill(StoreUnderTest store, int size) {
        List<String> stored = new ArrayList<>();
        for (int i = 0; i < (64 << 20) / size + 1; i++) {
            try {
                store.put("key" + i, bytes(size, i));
                stored.add("key" + i);
            } catch (StoreException e) {
                assertThat(e.code()).isEqualTo(Code.NO_SPACE);
                return stored;
            }
        }
        throw new AssertionError("the disk never filled up");
    }

    private static void assertNoSpace(StoreUnderTest store, String key, int size) {
        assertThatThrownBy(() -> store.put(key, bytes(size, 1)))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.NO_SPACE));
    }

    private static void fillWithZeros(Path file) throws IOException {
        byte[] zeros = new byte[64 * 1024];
        try (var out = Files.newOutputStream(file)) {
            for (int i = 0; i < 1024; i++) {
                out.write(zeros);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    }
}
