package dev.cistern.bench.crash;

import dev.cistern.bench.node.AdminClient;
import dev.cistern.bench.node.NodeProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** Blobs, in files of their own and in segments, against the objects that have one. */
final class BlobCount {
    /** The default of {@code store.inline_max}: larger objects have a blob. */
    static final long INLINE_MAX_BYTES = 16 * 1024;

    private static final String IN_SEGMENTS = "cistern_engine_segment_blobs";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private BlobCount() {}

    /** How many blobs there are beyond so many, once the node has had its time to collect what no object names. */
    static long beyond(long objects, NodeProcess node) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        long blobs = count(node);
        while (blobs > objects && System.nanoTime() < end) {
            Thread.sleep(50);
            blobs = count(node);
        }
        return Math.max(0, blobs - objects);
    }

    private static long count(NodeProcess node) throws IOException {
        long inSegments = (long) new AdminClient(node.address()).metric(IN_SEGMENTS);
        return inSegments + files(node.launch().data().resolve("blobs"));
    }

    private static long files(Path blobs) {
        try (Stream<Path> files = Files.walk(blobs)) {
            return files.filter(Files::isRegularFile).count();
        } catch (IOException | UncheckedIOException e) {
            // A file went while it was counted: counted again.
            return Integer.MAX_VALUE;
        }
    }
}
