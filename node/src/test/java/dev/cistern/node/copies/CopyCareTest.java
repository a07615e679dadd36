package dev.cistern.node.copies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.cluster.Fellowship;
import dev.cistern.node.copies.CopyCare.Look;
import dev.cistern.node.engine.PlacedBlob;
import dev.cistern.node.engine.StoreUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one of three members does for a blob. */
final class CopyCareTest {
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

    private PlacedBlob blob() {
        return cluster.newest(0);
    }

    private List<Integer> places() {
        return blob().places();
    }

    private boolean care(PlacedBlob blob, Supplier<Fellowship> members) {
        ClusterCopies copies = cluster.copies(0, members);
        return StoreUnderTest.await(cluster.care(0, copies).care(blob, Look.AT_TABLES));
    }

    private boolean care() {
        return care(blob(), () -> cluster.known(0));
    }

    private void lacksItsCopy() throws IOException {
        Files.delete(cluster.nodes.get(0).onlyFile());
    }

    @Test
    void aMemberThatIsWishedFetchesItsCopyAndIsNotedBesideTheOthers() throws Exception {
        cluster.give(1, blob().id(), "k");
        cluster.note(0, List.of(1));
        lacksItsCopy();

        assertThat(care()).isTrue();
        assertThat(places()).containsExactly(0, 1);
        assertThat(Files.readAllBytes(cluster.nodes.get(0).onlyFile()))
                .isEqualTo(Files.readAllBytes(cluster.nodes.get(1).onlyFile()));
    }

    @Test
    void whoWasNotFastEnoughToChangeTheRecordIsNotedAllTheSame() {
        cluster.note(0, List.of(1));
        PlacedBlob before = blob();
        cluster.note(0, List.of(1, 2));

        assertThat(care(before, () -> cluster.known(0))).isTrue();
        assertThat(places()).containsExactly(0, 1, 2);
    }

    @Test
    void whereNobodyHasACopySomethingIsLeftToDo() throws Exception {
        cluster.note(0, List.of(1, 2));
        lacksItsCopy();

        assertThat(care()).isFalse();
        assertThat(places()).containsExactly(1, 2);
    }

    @Test
    void aNodeThatIsTooBusyToLookTakesNoCopyForDamaged() {
        cluster.give(1, blob().id(), "k");
        cluster.note(0, List.of(0, 1));
        PlacedBlob blob = blob();
        cluster.nodes.get(0).whileReadersAreBusy(() -> assertThat(care(blob, () -> cluster.known(0)))
                .isFalse());

        assertThat(care()).isTrue();
        assertThat(cluster.tally.read(0, 0).copiedBlobs()).isZero();
    }

    @Test
    void whoIsToStayAndIsTooBusyToSayWhetherItHasItsCopyIsAskedAgain() {
        String key = onAllThreeWithTheThirdLeaving();
        cluster.give(1, blob().id(), key);
        cluster.nodes.get(1).whileReadersAreBusy(() -> assertThat(care()).isFalse());

        assertThat(places()).containsExactly(0, 1, 2);
        assertThat(care()).isTrue();
        assertThat(places()).containsExactly(0, 1);
    }

    @Test
    void whoIsNoMemberAnyMoreIsTakenOutOfTheRecord() {
        cluster.note(0, List.of(1, 2));
        cluster.gone(0, 1);

        assertThat(care()).isTrue();
        assertThat(places()).containsExactly(0, 2);
    }

    @Test
    void whoMayBeAMemberThatThisNodeHasNotHeardOfYetStaysInTheRecord() {
        cluster.note(0, List.of(1, 9));

        assertThat(care()).isTrue();
        assertThat(places()).containsExactly(0, 1, 9);
    }

    @Test
    void aCopyThatIsTheLastIsNotedEvenWhereItIsNotWished() {
        cluster.note(0, List.of(1));
        cluster.gone(0, 1);
        cluster.seen(0, 0, CopiesUnderTest::leaving);

        assertThat(care()).isTrue();
        assertThat(places()).containsExactly(0);
    }

    @Test
    void noRecordIsChangedWhicheverMomentTheNodeStopsKnowingItsMembersAt() {
        cluster.note(0, List.of(1, 2));
        int asked = Integer.MAX_VALUE;
        for (int leavesAt = 0; leavesAt < asked; leavesAt++) {
            AtomicInteger asks = new AtomicInteger();
            int last = leavesAt;
            boolean done = care(blob(), () -> asks.getAndIncrement() < last ? cluster.known(0) : Fellowship.NONE);
            if (done) {
                asked = leavesAt;
            } else {
                assertThat(places()).as("left at the %dth look", leavesAt).containsExactly(1, 2);
            }
        }
        assertThat(places()).containsExactly(0, 1, 2);
    }

    /** Puts until this node is the first of two that are wished, and gives the key. */
    private String onAllThreeWithTheThirdLeaving() {
        cluster.seen(0, 2, CopiesUnderTest::leaving);
        String key = "k";
        for (int i = 0; cluster.copies(0).placement().wished(blob().id()).get(0) != 0; i++) {
            key = "k" + i;
            cluster.put(0, key);
        }
        cluster.note(0, List.of(0, 1, 2));
        return key;
    }

    @Test
    void surplusPlacesGoWhenAllWhoStayHaveTheirCopies() {
        String key = onAllThreeWithTheThirdLeaving();
        cluster.give(1, blob().id(), key);

        assertThat(care()).isTrue();
        assertThat(places()).containsExactly(0, 1);
    }

    @Test
    void surplusPlacesStayWhileOneWhoIsToStayHasNoCopyWhateverTheRecordSays() {
        String unused = onAllThreeWithTheThirdLeaving();

        assertThat(care()).isFalse();
        assertThat(places()).containsExactly(0, 1, 2);
        assertThat(cluster.tally.read(0, 0).failed()).isZero();
    }

    @Test
    void surplusPlacesStayWhileOneWhoIsToStayIsAway() {
        String key = onAllThreeWithTheThirdLeaving();
        cluster.give(1, blob().id(), key);
        cluster.seen(0, 1, CopiesUnderTest::away);

        assertThat(care()).isFalse();
        assertThat(places()).containsExactly(0, 1, 2);
    }

    @Test
    void theFirstOfTheWishThatIsNotedDropsWhatIsTooMuchAtOnce() {
        String key = onAllThreeWithTheThirdLeaving();
        cluster.give(1, blob().id(), key);
        cluster.note(0, List.of(1, 2));

        assertThat(care()).isTrue();
        assertThat(places()).containsExactly(0, 1);
    }
}
