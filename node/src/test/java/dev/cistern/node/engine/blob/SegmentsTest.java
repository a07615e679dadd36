package dev.cistern.node.engine.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SegmentsTest {
    private final Path root;
    private final Path copy;
    private final SegmentsUnderTest under;

    SegmentsTest(@TempDir Path folder) throws IOException {
        this.root = folder.resolve("segments");
        this.copy = folder.resolve("copy");
        this.under = new SegmentsUnderTest(root);
    }

    @AfterEach
    void close() throws IOException {
        under.close();
    }

    @Test
    void blobsOfAllLengthsAreReadAsTheyWereWritten() throws Exception {
        int[] lengths = {0, 1, 4_000, 4_096, 65_535, 65_536, 65_537, 300_000, (1 << 20) - 1, 1 << 20};
        for (int i = 0; i < lengths.length; i++) {
            under.put(i + 1, lengths[i], i % 2 == 0);
        }
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < lengths.length; i++) {
                assertThat(under.isWhole(i + 1, lengths[i])).isTrue();
            }
            under.reopen();
        }
        assertThat(under.segments().idsAfter(0, 100)).hasSize(lengths.length).isSorted();
        assertThat(under.segments().idsAfter(3, 2)).containsExactly(4L, 5L);
    }

    @Test
    void sumOfABlobIsThatOfItsFile() throws Exception {
        byte[] bytes = SegmentsUnderTest.bytes(9, 200_000);
        BlobSum.OfBytes expected = new BlobSum.OfBytes();
        expected.update(ByteBuffer.wrap(bytes));
        under.put(9, 200_000);

        BlobReader reader = under.segments().open(9).orElseThrow();
        assertThat(reader.sum()).isEqualTo(expected.finish());
        reader.close();
    }

    @Test
    void fullSegmentIsFollowedByAnotherAndSealed() throws Exception {
        putLarge(1, 20);
        under.segments().tend();

        assertThat(under.files()).hasSizeGreaterThan(5);
        SegmentFigures figures = under.segments().figures();
        assertThat(figures.blobs()).isEqualTo(20);
        assertThat(figures.liveBytes()).isEqualTo(20L * 257 * 4096);
        assertThat(figures.deadBytes()).isZero();
    }

    @Test
    void nextSegmentOfALaneIsMadeWhileThereIsRoomAndGoesWhereItIsNotNeeded() throws Exception {
        putLarge(1, 6); // Three for each of two lanes; a fourth has no room.
        assertThat(under.files()).hasSize(4);

        under.reopen();
        assertThat(under.files()).hasSize(2);
        assertThat(under.segments().idsAfter(0, 10)).hasSize(6);
    }

    @Test
    void nextSegmentIsFilledOnceThisOneIsFullUnlessTheDiskWasAway() throws Exception {
        putLarge(1, 6);
        List<Path> made = under.files();
        putLarge(7, 8);
        assertThat(under.files()).isEqualTo(made);

        putLarge(9, 12);
        under.segments().recover();
        putLarge(13, 20);
        under.segments().tend();
        under.reopen();
        for (int id = 1; id <= 20; id++) {
            assertThat(under.isWhole(id, 1 << 20)).isTrue();
        }
    }

    private void putLarge(int first, int last) throws IOException {
        for (int id = first; id <= last; id++) {
            under.put(id, 1 << 20);
        }
    }

    @Test
    void deletedBlobsAreDeadSpaceAndTheirReadersReadOn() throws Exception {
        under.put(1, 100_000);
        under.put(2, 100_000);
        BlobReader reader = under.segments().open(1).orElseThrow();

        assertThat(under.segments().delete(List.of(1L, 77L))).isEqualTo(1);

        assertThat(under.holds(1)).isFalse();
        assertThat(SegmentsUnderTest.read(reader)).isEqualTo(SegmentsUnderTest.bytes(1, 100_000));
        reader.close();
        assertThat(under.segments().figures().deadBytes()).isEqualTo(25 * 4096);
        assertThat(under.segments().figures().blobs()).isEqualTo(1);
        under.reopen();
        assertThat(under.holds(1)).isFalse();
        assertThat(under.isWhole(2, 100_000)).isTrue();
    }

    @Test
    void segmentOfWhichNothingIsAliveGoesWhenItIsSealedAndItsReadersReadOn() throws Exception {
        under.put(1, 100_000);
        BlobReader reader = under.segments().open(1).orElseThrow();
        under.segments().delete(List.of(1L));
        under.segments().turnWasteful(0);
        assertThat(under.files()).hasSize(1);
        under.reopen();

        under.segments().tend();

        assertThat(under.files()).isEmpty();
        assertThat(SegmentsUnderTest.read(reader)).isEqualTo(SegmentsUnderTest.bytes(1, 100_000));
        reader.close();
        assertThat(under.segments().figures().segments()).isZero();
    }

    @Test
    void copyThatIsFinishedTakesThePlaceOfTheOneThatIsThere() throws Exception {
        under.put(1, 50_000);
        Location before = under.location(1);
        SegmentsUnderTest.flip(under.files().get(0), SegmentFormat.dataPosition(before.page(), 50_000) + 7, 1);
        assertThatThrownBy(() -> under.isWhole(1, 50_000)).isInstanceOf(DamagedBlobException.class);

        under.put(1, 50_000);

        assertThat(under.isWhole(1, 50_000)).isTrue();
        assertThat(under.location(1)).isNotEqualTo(before);
        assertThat(under.segments().figures().blobs()).isEqualTo(1);
    }

    @Test
    void writersAtTheSameTimeDoNotMeet() throws Exception {
        List<BlobWriter> writers = new ArrayList<>();
        for (int id = 1; id <= 12; id++) {
            writers.add(under.begin(id, 90_000, 10_000));
        }
        List<CompletableFuture<Void>> done = new ArrayList<>();
        for (int id = 12; id >= 1; id--) {
            BlobWriter writer = writers.get(id - 1);
            writer.write(List.of(ByteBuffer.wrap(SegmentsUnderTest.bytes(id, 90_000), 10_000, 80_000)));
            done.add(writer.finish(true));
        }
        done.forEach(CompletableFuture::join);

        for (int id = 1; id <= 12; id++) {
            assertThat(under.isWhole(id, 90_000)).isTrue();
        }
    }

    @Test
    void blobThatIsGivenUpLeavesNothingToBeFound() throws Exception {
        BlobWriter writer = under.begin(1, 90_000, 90_000);
        writer.abandon();
        under.put(2, 10);

        assertThat(under.holds(1)).isFalse();
        under.reopen();
        assertThat(under.holds(1)).isFalse();
        assertThat(under.isWhole(2, 10)).isTrue();
    }

    @Test
    void lengthOtherThanWasSaidIsRefused() throws Exception {
        BlobWriter tooLong = under.segments().create(1, 10);
        assertThatThrownBy(() -> tooLong.write(List.of(ByteBuffer.allocate(11))))
                .isInstanceOf(IOException.class);
        BlobWriter tooShort = under.begin(2, 100, 50);
        assertThatThrownBy(() -> tooShort.finish(true).join()).isInstanceOf(IOException.class);
    }

    @Test
    void bitFlippedAnywhereInABlobIsFound() throws Exception {
        int length = 66_000;
        under.put(1, length);
        Path file = under.files().get(0);
        long start = (long) under.location(1).page() * SegmentFormat.PAGE_BYTES;
        int end = SegmentFormat.headBytes(length) + length;

        for (long at = start; at < start + end; at += at < start + 60 || at > start + end - 20 ? 1 : 997) {
            SegmentsUnderTest.flip(file, at, 1 << (at % 8));
            assertThatThrownBy(() -> under.isWhole(1, length)).isInstanceOf(DamagedBlobException.class);
            SegmentsUnderTest.flip(file, at, 1 << (at % 8));
        }
        assertThat(under.isWhole(1, length)).isTrue();
    }

    @Test
    void damageOfOneBlobHarmsNoOther() throws Exception {
        for (int id = 1; id <= 9; id++) {
            under.put(id, 70_000);
        }
        Location bad = under.location(5);
        Path file = root.resolve(String.format("%08x.segment", bad.segment()));
        under.reopen();
        SegmentsUnderTest.flip(file, (long) bad.page() * SegmentFormat.PAGE_BYTES + 3, 1);

        assertThatThrownBy(() -> under.isWhole(5, 70_000))
                .isInstanceOf(DamagedBlobException.class)
                .hasMessageContainingAll(file.toString(), "page " + bad.page());
        for (int id = 1; id <= 9; id++) {
            assertThat(id == 5 || under.isWhole(id, 70_000)).isTrue();
        }
    }

    @Test
    void missingSegmentIsMissedByItsBlobsAlone() throws Exception {
        under.put(1, 70_000);
        Path first =
                root.resolve(String.format("%08x.segment", under.location(1).segment()));
        under.reopen();
        under.put(2, 70_000);
        Files.move(first, copy);
        under.reopen();

        assertThatThrownBy(() -> under.isWhole(1, 70_000)).isInstanceOf(NoSuchFileException.class);
        assertThat(under.isWhole(2, 70_000)).isTrue();
        Files.move(copy, first);
        assertThat(under.isWhole(1, 70_000)).isTrue();
    }

    @Test
    void blobWhoseSyncFailedIsNotFoundAndTheSegmentTakesNoMore() throws Exception {
        under.put(1, 70_000);
        BlobWriter writer = under.begin(2, 70_000, 70_000);
        OpenSegment segment = region(writer).segment();
        segment.close(); // Every write and sync from now on fails.

        CompletableFuture<Void> done = writer.finish(true);

        assertThatThrownBy(done::join).isInstanceOf(CompletionException.class).hasCauseInstanceOf(IOException.class);
        assertThat(under.holds(2)).isFalse();
        assertThat(segment.reserve(1)).isEmpty();
        assertThatThrownBy(segment::force).isInstanceOf(IOException.class).hasMessageContaining("takes no more");
        assertThat(under.isWhole(1, 70_000)).isTrue();
    }

    private static OpenSegment.Region region(BlobWriter writer) {
        return ((SegmentWriter) writer).region();
    }

    @Test
    void indexThatIsLostOrDamagedIsMadeAnewFromTheSegments() throws Exception {
        for (int id = 1; id <= 9; id++) {
            under.put(id, 600_000);
        }
        for (String how : List.of("lost", "damaged")) {
            Path broken = copy.resolve(how);
            SegmentsUnderTest.copy(root, broken);
            for (Path file : filesOf(broken.resolve("index"))) {
                if (how.equals("lost")) {
                    Files.delete(file);
                } else if (file.getFileName().toString().startsWith("MANIFEST")) {
                    try (FileChannel manifest = FileChannel.open(file, StandardOpenOption.WRITE)) {
                        var unused = manifest.truncate(10);
                    }
                }
            }
            try (SegmentsUnderTest again = new SegmentsUnderTest(broken)) {
                for (int id = 1; id <= 9; id++) {
                    assertThat(again.isWhole(id, 600_000)).isTrue();
                }
            }
        }
    }

    private static List<Path> filesOf(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void whatWasFinishedIsThereAfterARecoveryAndWhatWasBeingWrittenFails() throws Exception {
        under.put(1, 50_000);
        under.put(2, 50_000, false);
        BlobWriter writer = under.begin(3, 100_000, 50_000);

        under.segments().recover();

        writer.write(List.of(ByteBuffer.wrap(SegmentsUnderTest.bytes(3, 100_000), 50_000, 50_000)));
        CompletableFuture<Void> finished = writer.finish(true);
        assertThatThrownBy(finished::join).isInstanceOf(CompletionException.class);
        assertThat(under.holds(3)).isFalse();
        under.put(4, 50_000);
        for (int id : new int[] {1, 2, 4}) {
            assertThat(under.isWhole(id, 50_000)).isTrue();
        }
        under.segments().tend();
        under.reopen();
        assertThat(under.segments().idsAfter(0, 10)).containsExactly(1L, 2L, 4L);
    }

    @Test
    void whatTheDiskForgotOfTheIndexIsFoundInTheSegments() throws Exception {
        under.put(1, 50_000);
        Path log = SegmentsUnderTest.indexLog(root);
        long before = Files.size(log);
        under.put(2, 50_000);
        under.put(3, 50_000, false);
        try (FileChannel forgetting = FileChannel.open(log, StandardOpenOption.WRITE)) {
            FileChannel unused = forgetting.truncate(before);
        }

        under.segments().recover();

        for (int id = 1; id <= 3; id++) {
            assertThat(under.isWhole(id, 50_000)).isTrue();
        }
        assertThat(under.segments().figures().blobs()).isEqualTo(3);
    }

    @Test
    void whoReadsDuringRecoveriesReadsOn() throws Exception {
        under.put(1, 50_000);
        AtomicBoolean goesOn = new AtomicBoolean(true);
        CompletableFuture<Integer> reads = CompletableFuture.supplyAsync(() -> {
            int whole = 0;
            while (goesOn.get()) {
                try {
                    whole += under.isWhole(1, 50_000) && under.holds(1) ? 1 : 0;
                } catch (IOException | DamagedBlobException e) {
                    throw new CompletionException(e);
                }
            }
            return whole;
        });
        for (int i = 0; i < 20; i++) {
            under.segments().recover();
        }
        goesOn.set(false);
        assertThat(reads.join()).isPositive();
    }

    @Test
    void recoveryMayBeRepeated() throws Exception {
        under.put(1, 50_000);
        for (int i = 0; i < 3; i++) {
            under.segments().recover();
            under.put(2 + i, 50_000);
        }
        assertThat(under.segments().idsAfter(0, 10)).containsExactly(1L, 2L, 3L, 4L);
    }
}
