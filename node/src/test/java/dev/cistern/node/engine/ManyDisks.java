package dev.cistern.node.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.conf.DiskFolders;
import dev.cistern.conf.DiskFolders.DiskFolder;
import dev.cistern.conf.SegmentSettings;
import dev.cistern.node.engine.care.DiskFigures;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.function.Executable;

/** A store with a data folder {@code data} and further disks {@code b} and {@code c}, all of them folders in one. */
final class ManyDisks implements AutoCloseable {
    static final int BODY = 20_000;
    private static final long PATIENCE_NANOS = 60_000_000_000L;
    private static final SegmentSettings IN_FILES = new SegmentSettings(0, 60, 64 << 20);

    private final Path root;
    private StoreUnderTest store;

    ManyDisks(Path root) throws IOException {
        this.root = root;
        for (Path disk : List.of(b(), c())) {
            Files.createDirectories(disk);
        }
        store = open();
        store.makeBucket();
    }

    private StoreUnderTest open() {
        Path data = root.resolve("data");
        return new StoreUnderTest(
                data, StoreUnderTest.settings(data).with(IN_FILES).with(bAndC()), Outside.REAL);
    }

    Path data() {
        return root.resolve("data");
    }

    Path b() {
        return root.resolve("b");
    }

    Path c() {
        return root.resolve("c");
    }

    DiskFolders bAndC() {
        return of(b(), c());
    }

    static DiskFolders of(Path... folders) {
        return new DiskFolders(
                Stream.of(folders).map(folder -> new DiskFolder(folder, 1)).toList());
    }

    StoreUnderTest store() {
        return store;
    }

    void stop() {
        store.close();
    }

    void start() {
        store = open();
    }

    /** Stores bodies until on each of the disks at least two lie; gives their keys. */
    List<String> fill(Path... disks) {
        List<String> keys = new ArrayList<>();
        while (Stream.of(disks).anyMatch(disk -> files(disk) < 2)) {
            String key = "key-" + keys.size();
            store.put(key, body(key));
            keys.add(key);
            assertThat(keys.size()).as("a disk gets nothing").isLessThan(1_000);
        }
        return keys;
    }

    static byte[] body(String key) {
        return StoreUnderTest.bytes(BODY, key.hashCode());
    }

    void assertAllThere(List<String> keys) {
        for (String key : keys) {
            assertThat(store.get(key)).as(key).isEqualTo(body(key));
        }
    }

    /** The keys that can be read; of others it is said that a disk is out. */
    List<String> readable(List<String> keys) {
        List<String> good = new ArrayList<>();
        for (String key : keys) {
            try {
                assertThat(store.get(key)).isEqualTo(body(key));
                good.add(key);
            } catch (StoreException e) {
                assertThat(e.code()).isEqualTo(Code.DISK_FAILED);
                assertThat(e).hasMessageContaining("the disk ");
            }
        }
        return good;
    }

    /** How many bodies lie there. */
    static long files(Path disk) {
        try (Stream<Path> all = Files.walk(disk.resolve("blobs"))) {
            return all.filter(file -> file.getFileName().toString().matches("[0-9a-f]{16}"))
                    .count();
        } catch (UncheckedIOException e) {
            // One was deleted meanwhile.
            return files(disk);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    DiskFigures figures(Path disk) {
        return found(disk).orElseThrow();
    }

    private Optional<DiskFigures> found(Path disk) {
        return store.engine().care().disks().figures().stream()
                .filter(one -> one.path().equals(disk.toString()))
                .findFirst();
    }

    /** As if something on a disk could not be read: it is tried. */
    void suspect(Path disk) {
        store.engine().disks().all().stream()
                .filter(one -> one.path().equals(disk))
                .forEach(one -> one.blobs().suspect());
    }

    JsonObject json() {
        return store.engine().care().disks().json();
    }

    void awaitState(Path disk, DiskFigures.State state) {
        await(() -> found(disk).filter(one -> one.state() == state).isPresent(), () -> assertThat(found(disk))
                .isEmpty());
    }

    static void await(BooleanSupplier reached, Executable otherwise) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!reached.getAsBoolean()) {
            if (System.nanoTime() > end) {
                try {
                    otherwise.execute();
                } catch (Throwable e) {
                    throw new AssertionError("not in time", e);
                }
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
