package dev.cistern.node.engine.blob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.engine.blob.SegmentFormat.Head;
import dev.cistern.node.engine.blob.SegmentFormat.Spot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SegmentFormatTest {
    /** Three blobs: 0 bytes of id 0x1233, 5,000 of 0x1234, 70,000 of 0x1235, each made of its id. */
    private static final Path GOLDEN = Path.of("src/test/resources/golden/segment-v1.bin");

    private static final int NUMBER = 1;

    private final Path folder;

    SegmentFormatTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void goldenFileIsReadForEver() throws IOException {
        try (FileChannel file = FileChannel.open(GOLDEN)) {
            ByteBuffer header = ByteBuffer.allocate(SegmentFormat.PAGE_BYTES);
            assertThat(file.read(header)).isEqualTo(SegmentFormat.PAGE_BYTES);
            assertThat(SegmentFormat.key(header.flip(), NUMBER)).hasValue(SegmentsUnderTest.KEY);

            SegmentScan.Result found = SegmentScan.of(file, NUMBER, SegmentsUnderTest.KEY, 1);

            assertThat(found.torn()).isEmpty();
            assertThat(found.whole())
                    .containsEntry(0x1233L, new Location(NUMBER, 1, 0))
                    .containsEntry(0x1234L, new Location(NUMBER, 2, 5_000))
                    .containsEntry(0x1235L, new Location(NUMBER, 4, 70_000))
                    .hasSize(3);
            assertThat(found.end()).isEqualTo(22);
            ByteBuffer data = ByteBuffer.allocate(70_000);
            assertThat(file.read(data, SegmentFormat.dataPosition(4, 70_000))).isEqualTo(70_000);
            assertThat(data.array()).isEqualTo(SegmentsUnderTest.bytes(0x1235, 70_000));
        }
    }

    @Test
    void sameBytesAreWrittenAsInTheGoldenFile() throws IOException {
        Path root = folder.resolve("segments");
        try (SegmentsUnderTest under = new SegmentsUnderTest(root)) {
            SegmentLane lane = under.segments().lane();
            write(under, lane, 0x1233, 0);
            write(under, lane, 0x1234, 5_000);
            write(under, lane, 0x1235, 70_000);
        }

        assertThat(root.resolve("00000001.segment")).hasSameBinaryContentAs(GOLDEN);
    }

    private static void write(SegmentsUnderTest under, SegmentLane lane, long id, int length) throws IOException {
        byte[] bytes = SegmentsUnderTest.bytes(id, length);
        SegmentWriter writer =
                new SegmentWriter(under.segments(), lane, lane.reserve(SegmentFormat.pages(length)), id, length);
        writer.write(List.of(ByteBuffer.wrap(bytes)));
        writer.finish(true).join();
    }

    @Test
    void eachByteOfAHeadIsGuarded() {
        Spot spot = new Spot(7, 3);
        ByteBuffer checksums = ByteBuffer.allocate(8).putInt(1).putInt(2).flip();
        ByteBuffer head = SegmentFormat.head(spot, 99, 70_000, checksums);
        assertThat(SegmentFormat.readHead(head, spot).map(Head::id)).hasValue(99L);

        for (int at = 0; at < head.limit(); at++) {
            for (int bit = 0; bit < 8; bit++) {
                head.put(at, (byte) (head.get(at) ^ 1 << bit));
                assertThat(SegmentFormat.readHead(head, spot)).isEmpty();
                head.put(at, (byte) (head.get(at) ^ 1 << bit));
            }
        }
    }

    @Test
    void headOfAnotherPlaceIsNotBelieved() {
        ByteBuffer head = SegmentFormat.head(new Spot(7, 3), 99, 0, ByteBuffer.allocate(0));

        assertThat(SegmentFormat.readHead(head, new Spot(7, 4))).isEmpty();
        assertThat(SegmentFormat.readHead(head, new Spot(8, 3))).isEmpty();
        assertThat(SegmentFormat.readHead(head.slice(0, 20), new Spot(7, 3))).isEmpty();
    }

    @Test
    void eachByteOfAHeaderIsGuarded() {
        ByteBuffer header = SegmentFormat.header(5, 77);
        assertThat(SegmentFormat.key(header, 5)).hasValue(77L);
        assertThat(SegmentFormat.key(header, 6)).isEqualTo(Optional.empty());

        for (int at = 0; at < 36; at++) {
            header.put(at, (byte) (header.get(at) ^ 1));
            assertThat(SegmentFormat.key(header, 5)).isEmpty();
            header.put(at, (byte) (header.get(at) ^ 1));
        }
    }

    @Test
    void blobsTakeWholePages() {
        assertThat(SegmentFormat.pages(0)).isEqualTo(1);
        assertThat(SegmentFormat.pages(4096 - 40)).isEqualTo(1);
        assertThat(SegmentFormat.pages(4096 - 39)).isEqualTo(2);
        assertThat(SegmentFormat.pages(65_536)).isEqualTo(17);
        assertThat(SegmentFormat.pages(1 << 20)).isEqualTo(257);
        assertThat(SegmentFormat.MOST_HEAD_BYTES).isEqualTo(100);
        assertThat(Files.exists(GOLDEN)).isTrue();
    }
}
