package dev.cistern.node.engine.blob;

import dev.cistern.node.engine.blob.OpenSegment.Region;
import dev.cistern.node.engine.blob.SegmentLane.Written;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** A blob of a known length being written into a segment. Its bytes go to their place as they come, its head when they are all there. */
final class SegmentWriter implements BlobWriter {
    private final Segments segments;
    private final SegmentLane lane;
    private final Region region;
    private final long id;
    private final int expected;
    private final ByteBuffer checksums;
    private final CRC32C block = new CRC32C();
    private final BlobSum.Adder sum = new BlobSum.Adder();
    private int blockFill;
    private int length;
    private boolean headIsWritten;
    private boolean ended; // Once true, always true.

    /** @param region as long as a blob of {@code expected} bytes */
    SegmentWriter(Segments segments, SegmentLane lane, Region region, long id, int expected) {
        this.segments = segments;
        this.lane = lane;
        this.region = region;
        this.id = id;
        this.expected = expected;
        this.checksums = ByteBuffer.allocate(SegmentFormat.headBytes(expected));
    }

    Region region() {
        return region;
    }

    @Override
    public void write(List<ByteBuffer> piece) throws IOException {
        int from = length;
        List<ByteBuffer> out = new ArrayList<>(piece.size() + 2);
        for (ByteBuffer bytes : piece) {
            if (bytes.remaining() > expected - length) {
                throw new IOException(
                        "blob " + Long.toHexString(id) + " is longer than the " + expected + " bytes expected");
            }
            out.add(bytes.slice());
            digest(bytes);
        }
        int headBytes = SegmentFormat.headBytes(expected);
        int offset = headBytes + from;
        if (length == expected) {
            if (from == 0) {
                offset = 0;
                out.add(0, head());
            }
            out.add(padding());
        }
        region.segment().write(region, offset, out.toArray(ByteBuffer[]::new));
    }

    /** What is left of the last page, so that a page is never read in order to be written. */
    private ByteBuffer padding() {
        int used = SegmentFormat.headBytes(expected) + expected;
        return SegmentFormat.zeros(region.pages() * SegmentFormat.PAGE_BYTES - used);
    }

    private ByteBuffer head() {
        BlobSum unused = sum();
        headIsWritten = true;
        return SegmentFormat.head(
                region.spot(), id, length, checksums.duplicate().flip());
    }

    private void digest(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            int count = Math.min(bytes.remaining(), BlobFormat.BLOCK_BYTES - blockFill);
            block.update(bytes.slice(bytes.position(), count));
            bytes.position(bytes.position() + count);
            blockFill += count;
            length += count;
            if (blockFill == BlobFormat.BLOCK_BYTES) {
                endBlock();
            }
        }
    }

    private void endBlock() {
        checksums.putInt((int) block.getValue());
        sum.add((int) block.getValue());
        block.reset();
        blockFill = 0;
    }

    /** It is small: whoever reads it waits until it is there. */
    @Override
    public @Nullable BlobDraft draft(@Nullable BlobDraft before) {
        return null;
    }

    @Override
    public boolean hasFile() {
        return false;
    }

    @Override
    public BlobSum sum() {
        if (blockFill > 0) {
            endBlock();
        }
        return sum.of(length);
    }

    @Override
    public CompletableFuture<Void> finish(boolean forced) throws IOException {
        if (length != expected) {
            throw new IOException("blob " + Long.toHexString(id) + " has " + length + " bytes, not " + expected);
        }
        if (!headIsWritten) {
            region.segment()
                    .write(region, 0, length == 0 ? new ByteBuffer[] {head(), padding()} : new ByteBuffer[] {head()});
        }
        ended = true;
        Written written = new Written(region, id, length, Optional.empty(), new CompletableFuture<>());
        if (forced) {
            lane.submit(written);
        } else {
            segments.unforced(written);
        }
        return written.done();
    }

    @Override
    public void abandon() {
        if (!ended) {
            ended = true;
            region.segment().giveUp(region);
        }
    }
}
