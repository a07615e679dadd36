package dev.cistern.bench.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** Files of blobs against the objects that have one. */
final class BlobCount {
    /** The default of {@code store.inline_max}: larger objects have a file. */
    static final long INLINE_MAX_BYTES = 16 * 1024;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private BlobCount() {}

    /** How many files there are beyond so many, once the node has had its time to collect what no object names. */
    static long beyond(long objects, Path data) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        long files = count(data.resolve("blobs"));
        while (files > objects && System.nanoTime() < end) {
            Thread.sleep(50);
            files = count(data.resolve("blobs"));
        }
        return Math.max(0, files - objects);
    }

    private static long count(Path blobs) {
        try (Stream<Path> files = Files.walk(blobs)) {
            return files.filter(Files::isRegularFile).count();
        } catch (IOException | UncheckedIOException e) {
            // A file went while it was counted: counted again.
            return Long.MAX_VALUE;
        }
    }
}
