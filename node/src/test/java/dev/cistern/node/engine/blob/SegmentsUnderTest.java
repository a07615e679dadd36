package dev.cistern.node.engine.blob;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Segments in a folder, one at a time. What goes wrong with the disk is a failure of the test. */
final class SegmentsUnderTest implements AutoCloseable {
    static final long SEGMENT_BYTES = 4L << 20;
    static final long KEY = 0x0123_4567_89AB_CDEFL;
    private static final long CACHE_BYTES = 1L << 20;

    private final Path root;
    private Segments segments;

    SegmentsUnderTest(Path root) throws IOException {
        this.root = root;
        this.segments = open(root);
    }

    private static Segments open(Path root) throws IOException {
        return Segments.open(root, SEGMENT_BYTES, CACHE_BYTES, () -> KEY);
    }

    Segments segments() {
        return segments;
    }

    static byte[] bytes(long id, int length) {
        byte[] bytes = new byte[length];
        new Random(id).nextBytes(bytes);
        return bytes;
    }

    /** Writes a blob whose bytes follow from its id, in two pieces, and waits until it is found. */
    void put(long id, int length) throws IOException {
        put(id, length, true);
    }

    void put(long id, int length, boolean forced) throws IOException {
        byte[] bytes = bytes(id, length);
        BlobWriter writer = segments.create(id, length);
        int half = length / 2;
        writer.write(List.of(ByteBuffer.wrap(bytes, 0, half)));
        writer.write(List.of(ByteBuffer.wrap(bytes, half, length - half)));
        writer.finish(forced).join();
    }

    /** Writes some of a blob, and no more. */
    BlobWriter begin(long id, int length, int written) throws IOException {
        BlobWriter writer = segments.create(id, length);
        writer.write(List.of(ByteBuffer.wrap(bytes(id, length), 0, written)));
        return writer;
    }

    boolean holds(long id) throws IOException {
        return segments.holds(id);
    }

    /** Whether a blob is there with the bytes that it was written with. */
    boolean isWhole(long id, int length) throws IOException, DamagedBlobException {
        BlobReader reader = segments.open(id).orElseThrow();
        try {
            return Arrays.equals(read(reader), bytes(id, length));
        } finally {
            reader.close();
        }
    }

    static byte[] read(BlobReader reader) throws IOException, DamagedBlobException {
        ByteBuffer scratch = ByteBuffer.allocate(2 * BlobReader.BLOCK_BYTES);
        ByteBuffer all = ByteBuffer.allocate((int) reader.length());
        while (all.hasRemaining()) {
            BlobReader.Verified some = reader.verify(all.position(), reader.length(), scratch);
            all.put(scratch.slice(some.scratchOffset(), some.length()));
        }
        return all.array();
    }

    void reopen() throws IOException {
        close();
        segments = open(root);
    }

    /** Goes on with a copy of the folder as a crash now would leave it. */
    SegmentsUnderTest crashed(Path copy) throws IOException {
        copy(root, copy);
        return new SegmentsUnderTest(copy);
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    /** The files of segments, in order. */
    List<Path> files() throws IOException {
        return files(root);
    }

    static List<Path> files(Path root) throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            return files.filter(file -> file.toString().endsWith(".segment"))
                    .sorted()
                    .toList();
        }
    }

    /** The log of the index, if it has only one. */
    static Path indexLog(Path root) throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("index"))) {
            List<Path> logs =
                    files.filter(file -> file.toString().endsWith(".log")).toList();
            if (logs.size() != 1) {
                throw new IOException("the index has these logs: " + logs);
            }
            return logs.get(0);
        }
    }

    Location location(long id) throws IOException {
        return segments.catalog().index().find(id).orElseThrow();
    }

    static void flip(Path file, long position, int bit) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            if (channel.read(one, position) != 1) {
                throw new IOException("no byte at " + position);
            }
            one.put(0, (byte) (one.get(0) ^ bit)).flip();
            if (channel.write(one, position) != 1) {
                throw new IOException("byte not written");
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            segments.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }
}
