package dev.cistern.bench.speed;

import dev.cistern.bench.http.Body;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * The plainest durable store: a file per object, written beside its place, synced, renamed, the folder synced. No
 * network, no HTTP, no checksum: what the disk and the file system give.
 */
final class RawFiles {
    private static final long FILES_PER_WRITER = 64;
    private static final int PIECE_BYTES = 1 << 20;

    private final Path folder;
    private final long lengthBytes;

    /** Writes below {@code folder}, which exists. */
    RawFiles(Path folder, long lengthBytes) {
        this.folder = folder;
        this.lengthBytes = lengthBytes;
    }

    Count run(int writers, Duration time) throws IOException, InterruptedException {
        return Crew.work(writers, time, Writer::new);
    }

    /** Confined to its own thread. */
    private final class Writer implements Crew.Worker {
        private final ByteBuffer bytes;
        private final Path place;
        private final FileChannel directory;

        Writer(int number) throws IOException {
            byte[] body = Body.of(number, "raw", 1, Math.min(PIECE_BYTES, lengthBytes))
                    .bytes();
            bytes = ByteBuffer.allocateDirect(body.length).put(body);
            place = Files.createDirectories(folder.resolve("writer-" + number));
            directory = FileChannel.open(place, StandardOpenOption.READ);
        }

        @Override
        public void step(long number) throws IOException {
            Path beside = place.resolve("temporary");
            try (FileChannel file = FileChannel.open(
                    beside,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                for (long written = 0; written < lengthBytes; ) {
                    written += file.write(bytes.flip());
                }
                file.force(false);
            }
            Files.move(beside, place.resolve("object-" + number % FILES_PER_WRITER), StandardCopyOption.ATOMIC_MOVE);
            directory.force(true);
        }

        @Override
        public void close() throws IOException {
            directory.close();
        }
    }
}
