package dev.cistern.node.engine.blob;

import dev.cistern.node.engine.blob.SegmentFormat.Head;
import dev.cistern.node.engine.blob.SegmentFormat.Spot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A blob in a segment, being read. */
final class SegmentReader extends BlobReader {
    private final SegmentFile segment;
    private final FileChannel file;
    private final long id;
    private final Location location;
    private ByteBuffer checksums = ByteBuffer.allocate(0);

    private SegmentReader(SegmentFile segment, FileChannel file, long id, Location location) {
        super(location.length());
        this.segment = segment;
        this.file = file;
        this.id = id;
        this.location = location;
    }

    /** Opens a blob and verifies its head. */
    static SegmentReader open(SegmentFile segment, long id, Location location)
            throws IOException, DamagedBlobException {
        SegmentReader reader = new SegmentReader(segment, segment.acquire(), id, location);
        try {
            reader.readHead();
            return reader;
        } catch (IOException | DamagedBlobException e) {
            segment.release();
            throw e;
        }
    }

    private void readHead() throws IOException, DamagedBlobException {
        ByteBuffer bytes = ByteBuffer.allocate(SegmentFormat.headBytes(location.length()));
        readFully(bytes, (long) location.page() * SegmentFormat.PAGE_BYTES);
        Head head = SegmentFormat.readHead(bytes.flip(), new Spot(segment.key(), location.page()))
                .filter(read -> read.id() == id && read.length() == location.length())
                .orElseThrow(() -> damaged("its head is not that of a blob of " + location.length() + " bytes"));
        checksums = head.checksums();
    }

    @Override
    public FileChannel file() {
        return file;
    }

    @Override
    public void close() throws IOException {
        segment.release();
    }

    @Override
    long filePosition(long position) {
        return SegmentFormat.dataPosition(location.page(), location.length()) + position;
    }

    @Override
    ByteBuffer table(long chapter) {
        return checksums;
    }

    @Override
    DamagedBlobException damaged(String what) {
        return new DamagedBlobException("blob " + String.format("%016x", id) + " at page " + location.page() + " of "
                + segment.path() + " is damaged: " + what);
    }
}
