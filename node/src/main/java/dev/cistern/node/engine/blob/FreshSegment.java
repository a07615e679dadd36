package dev.cistern.node.engine.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A segment that is being made, of which the index does not know yet. Used by one thread. */
record FreshSegment(int number, long key, Path path, FileChannel channel) {
    /** Makes its file, and nothing in it. */
    static FreshSegment make(SegmentFolder folder, int number, long key) throws IOException {
        Path path = folder.path(number);
        FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return new FreshSegment(number, key, path, channel);
    }

    /** Puts its first page on the disk, so that it is there after a loss of power too. */
    void force(SegmentFolder folder) throws IOException {
        ByteBuffer header = SegmentFormat.header(number, key);
        while (header.hasRemaining()) {
            channel.write(header);
        }
        channel.force(true);
        folder.sync();
    }

    /** Leaves nothing of it. */
    void remove() throws IOException {
        channel.close();
        Files.deleteIfExists(path);
    }
}
