package dev.cistern.node.engine.blob;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found of segments that were being filled when the node, or the machine, ended. */
final class SegmentRecoveryTest {
    private static final int LENGTH = 9_000;

    private final Path folder;
    private final Path root;
    private final SegmentsUnderTest under;
    private int copies;

    SegmentRecoveryTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.root = folder.resolve("segments");
        this.under = new SegmentsUnderTest(root);
    }

    @AfterEach
    void close() throws IOException {
        under.close();
    }

    private Path copy() {
        return folder.resolve("copy" + ++copies);
    }

    @Test
    void everythingIsThereAfterACrashOfTheProcess() throws Exception {
        for (int id = 1; id <= 40; id++) {
            under.put(id, LENGTH * id % 700_000, id % 3 > 0);
        }
        under.segments().delete(List.of(7L, 8L));

        try (SegmentsUnderTest again = under.crashed(copy())) {
            for (int id = 1; id <= 40; id++) {
                assertThat(again.holds(id)).isEqualTo(id != 7 && id != 8);
                assertThat(!again.holds(id) || again.isWhole(id, LENGTH * id % 700_000))
                        .isTrue();
            }
            assertThat(again.segments().figures().blobs()).isEqualTo(38);
        }
    }

    /** The power fails: of the index only what it was before is left, of the segments all. */
    @Test
    void blobsThatTheIndexLostAreFoundInTheSegments() throws Exception {
        for (int id = 1; id <= 6; id++) {
            under.put(id, LENGTH);
        }
        Path lost = copy();
        SegmentsUnderTest.copy(root.resolve("index"), lost.resolve("index"));
        for (int id = 7; id <= 12; id++) {
            under.put(id, LENGTH);
        }
        for (Path file : under.files()) {
            Files.copy(file, lost.resolve(file.getFileName()));
        }

        try (SegmentsUnderTest again = new SegmentsUnderTest(lost)) {
            for (int id = 1; id <= 12; id++) {
                assertThat(again.isWhole(id, LENGTH)).isTrue();
            }
            assertThat(again.segments().figures().blobs()).isEqualTo(12);
        }
    }

    /** Of what the index does not know yet, the end is cut off at any byte. */
    @Test
    void tailThatIsTornAtAnyByteIsCutAtTheLastWholeBlob() throws Exception {
        under.put(1, LENGTH);
        under.put(2, LENGTH);
        Path before = copy();
        SegmentsUnderTest.copy(root.resolve("index"), before.resolve("index"));
        under.put(3, LENGTH);
        under.put(4, LENGTH);
        Location last = under.location(3);
        Path file = under.files().get(last.segment() - 1);
        byte[] all = Files.readAllBytes(file);
        int start = last.page() * SegmentFormat.PAGE_BYTES;
        int whole = start + SegmentFormat.headBytes(LENGTH) + LENGTH;

        for (int end : places(start, whole, all.length)) {
            Path torn = copy();
            SegmentsUnderTest.copy(before, torn);
            for (Path each : under.files()) {
                Files.copy(each, torn.resolve(each.getFileName()));
            }
            Path cut = torn.resolve(file.getFileName());
            try (FileChannel channel = FileChannel.open(cut, StandardOpenOption.WRITE)) {
                var unused = channel.truncate(end);
            }
            try (SegmentsUnderTest again = new SegmentsUnderTest(torn)) {
                assertThat(again.isWhole(1, LENGTH)).isTrue();
                assertThat(again.isWhole(2, LENGTH)).isTrue();
                assertThat(again.holds(3)).as("cut at %d of %d", end, whole).isEqualTo(end >= whole);
                assertThat(Files.size(cut)).isLessThanOrEqualTo(end >= whole ? all.length : start);
                again.put(5, LENGTH);
                assertThat(again.isWhole(5, LENGTH)).isTrue();
            }
        }
    }

    /** Each byte of the head and around each end, and some between. */
    private static List<Integer> places(int start, int whole, int end) {
        List<Integer> places = new ArrayList<>();
        for (int at = start; at <= end; at++) {
            boolean isTelling = at < start + 41 || Math.abs(at - whole) < 3 || at == end || at % 1024 == 0;
            if (isTelling) {
                places.add(at);
            }
        }
        return places;
    }

    @Test
    void bitFlippedAnywhereInABlobThatTheIndexDoesNotKnowKeepsItFromBeingFound() throws Exception {
        under.put(1, LENGTH);
        under.put(2, LENGTH);
        Path before = copy();
        SegmentsUnderTest.copy(root.resolve("index"), before.resolve("index"));
        under.put(3, LENGTH);
        Location last = under.location(3);
        Path file = under.files().get(last.segment() - 1);
        int bytes = SegmentFormat.headBytes(LENGTH) + LENGTH;

        for (int at = 0; at < bytes; at += at < 40 ? 3 : 331) {
            Path torn = copy();
            SegmentsUnderTest.copy(before, torn);
            for (Path each : under.files()) {
                Files.copy(each, torn.resolve(each.getFileName()));
            }
            SegmentsUnderTest.flip(
                    torn.resolve(file.getFileName()), (long) last.page() * SegmentFormat.PAGE_BYTES + at, 4);
            try (SegmentsUnderTest again = new SegmentsUnderTest(torn)) {
                assertThat(again.holds(3)).isFalse();
                assertThat(again.isWhole(1, LENGTH) && again.isWhole(2, LENGTH)).isTrue();
            }
        }
    }

    @Test
    void wholeBlobBehindOneThatIsNotIsFound() throws Exception {
        under.put(1, LENGTH);
        under.put(2, LENGTH);
        Path lost = copy();
        SegmentsUnderTest.copy(root.resolve("index"), lost.resolve("index"));
        BlobWriter unfinished = under.begin(3, LENGTH, 100);
        BlobWriter other = under.begin(4, LENGTH, 100);
        under.put(5, LENGTH);
        under.put(6, LENGTH);
        for (Path file : under.files()) {
            Files.copy(file, lost.resolve(file.getFileName()));
        }

        try (SegmentsUnderTest again = new SegmentsUnderTest(lost)) {
            assertThat(again.isWhole(5, LENGTH) && again.isWhole(6, LENGTH)).isTrue();
            assertThat(again.holds(3) || again.holds(4)).isFalse();
        }
        unfinished.abandon();
        other.abandon();
    }

    /** The index says that it is there, since it was never asked to be on the disk; and it is not. */
    @Test
    void unsyncedBlobThatIsLostIsForgotten() throws Exception {
        under.put(1, LENGTH, false);
        Location place = under.location(1);
        Path torn = copy();
        SegmentsUnderTest.copy(root, torn);
        SegmentsUnderTest.flip(
                torn.resolve(under.files().get(0).getFileName()),
                SegmentFormat.dataPosition(place.page(), LENGTH) + 17,
                1);

        try (SegmentsUnderTest again = new SegmentsUnderTest(torn)) {
            assertThat(again.holds(1)).isFalse();
            assertThat(again.segments().figures().blobs()).isZero();
        }
    }

    @Test
    void segmentThatWasJustBeingMadeIsRemoved() throws Exception {
        under.put(1, LENGTH);
        Path crashed = copy();
        SegmentsUnderTest.copy(root, crashed);
        Files.write(crashed.resolve("0000007f.segment"), new byte[100]);

        try (SegmentsUnderTest again = new SegmentsUnderTest(crashed)) {
            assertThat(crashed.resolve("0000007f.segment")).doesNotExist();
            again.put(2, LENGTH);
            assertThat(again.location(2).segment()).isGreaterThan(0x7f);
        }
    }

    @Test
    void nothingOfASealedSegmentIsReadAtTheStart() throws Exception {
        under.put(1, LENGTH);
        Location place = under.location(1);
        under.reopen();
        Path sealed = root.resolve(String.format("%08x.segment", place.segment()));
        byte[] zeros = new byte[(int) Files.size(sealed)];
        Files.write(sealed, zeros);

        under.reopen();

        assertThat(under.location(1)).isEqualTo(place);
    }

    @Test
    void numbersOfSegmentsAreNeverGivenTwice() throws Exception {
        under.put(1, LENGTH);
        int first = under.location(1).segment();
        under.reopen();
        under.put(2, LENGTH);

        assertThat(under.location(2).segment()).isGreaterThan(first);
    }
}
