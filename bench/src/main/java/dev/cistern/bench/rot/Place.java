package dev.cistern.bench.rot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where the bytes of a blob are, with what guards them: all of a file, or a part of a segment, as {@code docs/formats} describe
 * them.
 *
 * @param lengthBytes of the part; {@link #WHOLE_FILE} for a file of its own
 */
record Place(Path file, long position, int lengthBytes) {
    static final Place NOWHERE = new Place(Path.of(""), 0, 0);

    private static final int WHOLE_FILE = -1;
    private static final int PAGE_BYTES = 4096;
    private static final int BLOCK_BYTES = 64 * 1024;
    private static final int HEAD_BYTES = 36;
    private static final int LENGTH_AT = 28;
    private static final long HEAD_TITLE =
            ByteBuffer.wrap("CISTHEAD".getBytes(StandardCharsets.US_ASCII)).getLong();

    /** Those of all blobs in a data folder, in the order in which they were written. */
    static List<Place> all(Path data) throws IOException {
        Map<Long, Place> byId = new TreeMap<>();
        for (Path file : files(data.resolve("blobs"))) {
            byId.put(Long.parseUnsignedLong(file.getFileName().toString(), 16), new Place(file, 0, WHOLE_FILE));
        }
        for (Path file : files(data.resolve("segments"))) {
            if (file.toString().endsWith(".segment")) {
                ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
                for (int at = PAGE_BYTES; at + HEAD_BYTES <= bytes.limit(); at += PAGE_BYTES) {
                    if (bytes.getLong(at) == HEAD_TITLE) {
                        int length = bytes.getInt(at + LENGTH_AT);
                        int blocks = (length + BLOCK_BYTES - 1) / BLOCK_BYTES;
                        byId.put(
                                bytes.getLong(at + 8),
                                new Place(file, at, HEAD_BYTES + blocks * Integer.BYTES + length));
                    }
                }
            }
        }
        return List.copyOf(byId.values());
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return new ArrayList<>(all.filter(Files::isRegularFile).toList());
        }
    }

    byte[] read() throws IOException {
        if (lengthBytes == WHOLE_FILE) {
            return Files.readAllBytes(file);
        }
        ByteBuffer bytes = ByteBuffer.allocate(lengthBytes);
        try (FileChannel channel = FileChannel.open(file)) {
            while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) > 0) {
                // Until all of it is there.
            }
        }
        return bytes.array();
    }

    /** Writes into the file itself, as a disk would. In a segment, what is missing at the end is zeros. */
    void write(byte[] bytes) throws IOException {
        if (lengthBytes == WHOLE_FILE) {
            Damage.overwrite(file, bytes);
            return;
        }
        ByteBuffer all = ByteBuffer.wrap(Arrays.copyOf(bytes, lengthBytes));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            while (all.hasRemaining()) {
                channel.write(all, position + all.position());
            }
        }
    }
}
