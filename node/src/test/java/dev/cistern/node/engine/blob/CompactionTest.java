package dev.cistern.node.engine.blob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.engine.blob.Compactor.Need;
import dev.cistern.node.engine.blob.Compactor.Terms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks are taken by hand, each standing for a tenth of a second. */
final class CompactionTest {
    private static final int LENGTH = 150_000;
    private static final int COUNT = 100;
    private static final Terms FAST = new Terms(60, 1L << 30, Need.USUAL);

    private final Path root;
    private final Path copy;
    private final SegmentsUnderTest under;
    private Compactor compactor;

    CompactionTest(@TempDir Path folder) throws IOException {
        this.root = folder.resolve("segments");
        this.copy = folder.resolve("copy");
        this.under = new SegmentsUnderTest(root);
        this.compactor = new Compactor(under.segments(), () -> FAST);
    }

    @AfterEach
    void close() throws IOException {
        under.close();
    }

    /** Sealed segments of which each holds one blob in {@code every}. */
    private void sparse(int every) throws Exception {
        List<Long> gone = new ArrayList<>();
        for (long id = 1; id <= COUNT; id++) {
            under.put(id, LENGTH);
            if (id % every != 0) {
                gone.add(id);
            }
        }
        under.reopen();
        compactor = new Compactor(under.segments(), () -> FAST);
        under.segments().delete(gone);
    }

    private void look(Terms terms, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            compactor.look(terms);
            compactor.moves().join();
        }
    }

    private void untilQuiet() throws Exception {
        long before = -1;
        while (before != under.segments().figures().movedBytes()) {
            before = under.segments().figures().movedBytes();
            look(FAST, 20);
        }
    }

    private void assertWhole(SegmentsUnderTest store, int every) throws Exception {
        for (long id = 1; id <= COUNT; id++) {
            assertThat(store.holds(id)).isEqualTo(id % every == 0);
            assertThat(id % every != 0 || store.isWhole(id, LENGTH)).isTrue();
        }
    }

    @Test
    void segmentsWithLittleAliveAreEmptiedAndGo() throws Exception {
        sparse(5);
        int files = under.files().size();
        long dead = under.segments().figures().deadBytes();

        untilQuiet();

        assertThat(under.files().size()).isLessThan(files);
        assertThat(under.segments().figures().deadBytes()).isLessThan(dead / 10);
        assertWhole(under, 5);
        under.reopen();
        assertWhole(under, 5);
    }

    @Test
    void segmentsWithEnoughAliveAreLeftAlone() throws Exception {
        sparse(1);
        under.segments().delete(List.of(1L, 2L));
        List<Path> files = under.files();

        look(FAST, 50);

        assertThat(under.files()).isEqualTo(files);
        assertThat(under.segments().figures().movedBytes()).isZero();
    }

    @Test
    void rateIsKept() throws Exception {
        sparse(3);
        long rate = 2 << 20;

        look(new Terms(50, rate, Need.USUAL), 20);

        assertThat(under.segments().figures().movedBytes()).isBetween(1L << 20, 2 * rate + (2 << 20));
    }

    @Test
    void zeroPercentMovesNothing() throws Exception {
        sparse(5);

        look(new Terms(0, 1L << 30, Need.USUAL), 20);

        assertThat(under.segments().figures().movedBytes()).isZero();
    }

    @Test
    void crashAtAnyMomentOfItLosesNothing() throws Exception {
        sparse(4);
        for (int step = 0; step < 25; step++) {
            Path crashed = copy.resolveSibling("crash" + step);
            compactor.look(new Terms(50, 4 << 20, Need.USUAL));
            try (SegmentsUnderTest again = under.crashed(crashed)) {
                assertWhole(again, 4);
                assertThat(again.segments().figures().blobs()).isEqualTo(COUNT / 4);
            }
        }
    }

    @Test
    void readerOfABlobThatIsMovedReadsOn() throws Exception {
        sparse(5);
        BlobReader reader = under.segments().open(5).orElseThrow();
        Location before = under.location(5);

        untilQuiet();

        assertThat(under.location(5)).isNotEqualTo(before);
        assertThat(root.resolve(String.format("%08x.segment", before.segment())))
                .doesNotExist();
        assertThat(SegmentsUnderTest.read(reader)).isEqualTo(SegmentsUnderTest.bytes(5, LENGTH));
        reader.close();
    }

    @Test
    void blobDeletedWhileItIsMovedStaysDeleted() throws Exception {
        sparse(5);
        compactor.look(new Terms(50, 1 << 20, Need.USUAL));
        under.segments().delete(List.of(5L, 10L, 15L));

        untilQuiet();

        assertThat(under.holds(5) || under.holds(10) || under.holds(15)).isFalse();
        under.reopen();
        assertThat(under.holds(5) || under.holds(10) || under.holds(15)).isFalse();
        assertThat(under.isWhole(20, LENGTH)).isTrue();
    }

    @Test
    void damagedBlobStaysWhereItIsAndTheOthersAreMoved() throws Exception {
        sparse(5);
        Location bad = under.location(10);
        Path file = root.resolve(String.format("%08x.segment", bad.segment()));
        SegmentsUnderTest.flip(file, SegmentFormat.dataPosition(bad.page(), LENGTH) + 1000, 1);

        untilQuiet();

        assertThat(under.location(10)).isEqualTo(bad);
        assertThat(Files.exists(file)).isTrue();
        for (long id = 5; id <= COUNT; id += 5) {
            assertThat(id == 10 || under.isWhole(id, LENGTH)).isTrue();
        }
        SegmentsUnderTest.flip(file, SegmentFormat.dataPosition(bad.page(), LENGTH) + 1000, 1);
        assertThat(under.isWhole(10, LENGTH)).isTrue();
    }

    @Test
    void withoutRoomAllThatIsDeadIsMadeRoomOf() throws Exception {
        for (long id = 1; id <= COUNT; id++) {
            under.put(id, LENGTH);
        }
        List<Long> gone = new ArrayList<>();
        for (long id = 1; id <= COUNT; id += 4) {
            gone.add(id);
        }
        under.segments().delete(gone);

        for (int i = 0; i < 200; i++) {
            look(new Terms(50, 1 << 20, Need.TIGHT), 1);
            under.put(1000 + i % 2, 10);
        }

        SegmentFigures figures = under.segments().figures();
        assertThat(figures.deadBytes()).isLessThan(figures.liveBytes() / 5);
    }

    /** Blobs are overwritten at random while a tenth of a second passes with each few of them. */
    @Test
    void spaceAmplificationUnderSteadyOverwriteIsBounded() throws Exception {
        Random random = new Random(3);
        long next = 1;
        long[] ids = new long[400];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = next++;
            under.put(ids[i], LENGTH, false);
        }
        double worst = 0;
        for (int i = 0; i < 2_000; i++) {
            int one = random.nextInt(ids.length);
            long old = ids[one];
            ids[one] = next++;
            under.put(ids[one], LENGTH, false);
            under.segments().delete(List.of(old));
            if (i % 5 == 0) {
                look(FAST, 1);
            }
            if (i > 500) {
                SegmentFigures figures = under.segments().figures();
                worst = Math.max(worst, (figures.liveBytes() + figures.deadBytes()) / (ids.length * (double) LENGTH));
            }
        }

        assertThat(worst).isLessThan(1.5);
        assertThat(under.isWhole(ids[7], LENGTH)).isTrue();
    }
}
