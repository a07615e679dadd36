package dev.cistern.node.copies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.cluster.Fellowship;
import dev.cistern.node.engine.StoreUnderTest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files may go: only those of which it is known that they may. */
final class StraysTest {
    private static final Duration QUARANTINE = Duration.ofMinutes(15);

    @TempDir
    private Path folder = Path.of("");

    private CopiesUnderTest cluster;

    @BeforeEach
    void start() throws IOException {
        cluster = new CopiesUnderTest(folder, 3);
        cluster.put(0, "k");
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private Strays strays(Supplier<Fellowship> members) {
        return cluster.strays(0, members, QUARANTINE);
    }

    private boolean isKept() throws IOException {
        return cluster.hasFile(0);
    }

    @Test
    void nothingIsDeletedWhicheverMomentTheNodeStopsKnowingItsMembersAt() throws Exception {
        int asked = Integer.MAX_VALUE;
        for (int leavesAt = 0; leavesAt < asked; leavesAt++) {
            AtomicInteger asks = new AtomicInteger();
            int last = leavesAt;
            Strays strays = strays(() -> asks.getAndIncrement() < last ? cluster.known(0) : Fellowship.NONE);
            boolean unused = StoreUnderTest.await(strays.look().map(true).otherwise(false));

            assertThat(isKept())
                    .as("left at the %dth look at the members", leavesAt)
                    .isTrue();
            if (asks.get() <= leavesAt) {
                asked = leavesAt;
            }
        }
        assertThat(cluster.tally.read(0, 0).surplusDeleted()).isZero();
    }

    @Test
    void aWalkThatCannotTellWhoTheMembersAreFailsAndIsRepeated() {
        assertThatThrownBy(
                        () -> StoreUnderTest.await(strays(() -> Fellowship.NONE).look()))
                .hasMessageContaining("not a member");
    }

    @Test
    void aCopyThatItsRecordPlacesElsewhereGoesWhenItIsNotWishedHere() throws Exception {
        cluster.seen(0, 0, CopiesUnderTest::leaving);
        cluster.note(0, List.of(1, 2));
        StoreUnderTest.await(strays(() -> cluster.known(0)).look());

        assertThat(isKept()).isFalse();
        assertThat(cluster.tally.read(0, 0).surplusDeleted()).isEqualTo(1);
    }

    @Test
    void aCopyThatIsWishedHereStaysThoughNoRecordNotesItYet() throws Exception {
        cluster.note(0, List.of(1, 2));
        StoreUnderTest.await(strays(() -> cluster.known(0)).look());

        assertThat(isKept()).isTrue();
    }

    @Test
    void theLastCopyStaysWhereAllThatItsRecordNamesAreNoMembersAnyMore() throws Exception {
        cluster.seen(0, 0, CopiesUnderTest::leaving);
        cluster.note(0, List.of(1));
        cluster.gone(0, 1);
        StoreUnderTest.await(strays(() -> cluster.known(0)).look());

        assertThat(isKept()).isTrue();
    }

    @Test
    void aFileThatNoRecordNamesGoesWhenItWasSeenAgainBehindItsQuarantine() throws Exception {
        cluster.give(1, cluster.newest(0).id(), "k");
        Strays strays = cluster.strays(1, () -> cluster.known(1), QUARANTINE);
        StoreUnderTest.await(strays.look());
        cluster.pass(QUARANTINE.minusNanos(1));
        assertThat(strays.isLookDue()).isFalse();
        StoreUnderTest.await(strays.look());
        assertThat(cluster.hasFile(1)).isTrue();

        cluster.pass(Duration.ofNanos(1));
        StoreUnderTest.await(strays.look());
        assertThat(cluster.hasFile(1)).isFalse();
        assertThat(cluster.tally.read(0, 0).orphansDeleted()).isEqualTo(1);
    }
}
