package dev.cistern.node.copies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.engine.StoreUnderTest;
import dev.cistern.node.http.RequestTimes;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.DeleteCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a node looks after its copies, on a clock that only the test moves. */
final class RepairTest {
    private static final Repair.Times TIMES = Repair.Times.STANDARD;

    @TempDir
    private Path folder = Path.of("");

    private CopiesUnderTest cluster;
    private Repair repair;

    @BeforeEach
    void start() throws IOException {
        cluster = new CopiesUnderTest(folder, 3);
        cluster.put(0, "k");
        cluster.note(0, List.of(1));
        repair = new Repair(
                cluster.store(0).vertx,
                cluster.copies(0),
                cluster.stores(0),
                new Repair.Rate(() -> Long.MAX_VALUE, new RequestTimes(), cluster.nanos::get),
                TIMES);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private void look() {
        StoreUnderTest.await(repair.look());
    }

    private void lose() throws IOException {
        Files.delete(cluster.nodes.get(0).onlyFile());
    }

    @Test
    void aWalkNotesWhatIsHereAndIsWished() {
        look();

        assertThat(cluster.newest(0).places()).containsExactly(0, 1);
        assertThat(repair.figures().undone()).isZero();
    }

    @Test
    void whatCouldNotBeFetchedIsTriedAgainSoonAndNotBefore() throws Exception {
        lose();
        look();
        assertThat(repair.figures().undone()).isEqualTo(1);
        cluster.give(1, cluster.newest(0).id(), "k");

        cluster.pass(TIMES.again().minusNanos(1));
        look();
        assertThat(cluster.newest(0).places()).containsExactly(1);
        cluster.pass(Duration.ofNanos(1));
        look();
        assertThat(cluster.newest(0).places()).containsExactly(0, 1);
        assertThat(repair.figures().undone()).isZero();
        assertThat(repair.figures().copiedBlobs()).isEqualTo(1);
    }

    @Test
    void damageThatWasFoundByReadingAllIsMendedHoweverLateAnotherHasAGoodCopy() throws Exception {
        look();
        Path file = cluster.nodes.get(0).onlyFile();
        byte[] good = Files.readAllBytes(file);
        byte[] damaged = good.clone();
        damaged[CopiesUnderTest.LENGTH / 2] ^= 1;
        Files.write(file, damaged);
        repair.lookAt(List.of(cluster.newest(0).id()));
        look();
        assertThat(repair.figures().undone()).isEqualTo(1);

        cluster.give(1, cluster.newest(0).id(), "k");
        cluster.pass(TIMES.again());
        look();
        assertThat(Files.readAllBytes(file)).isEqualTo(good);
    }

    @Test
    void whatWasDeletedMeanwhileIsLeftUndoneNoMore() throws Exception {
        lose();
        look();
        StoreUnderTest.await(
                cluster.store(0).engine().delete(new DeleteCommand(StoreUnderTest.name("k"), Conditions.NONE)));
        cluster.pass(TIMES.again());
        look();

        assertThat(repair.figures().undone()).isZero();
    }

    @Test
    void aMemberThatComesBackIsAReasonToWalkAtOnce() throws Exception {
        cluster.seen(0, 1, CopiesUnderTest::away);
        lose();
        look();
        cluster.give(1, cluster.newest(0).id(), "k");
        cluster.seen(0, 1, CopiesUnderTest::near);
        look();

        assertThat(cluster.newest(0).places()).containsExactly(0, 1);
    }

    @Test
    void whoIsToldThatPlacesChangedDropsItsCopyWhereItIsNotWishedAnyMore() throws Exception {
        look();
        cluster.seen(0, 0, CopiesUnderTest::leaving);
        cluster.note(0, List.of(1, 2));
        repair.lookAt(List.of(cluster.newest(0).id()), CopyCare.Look.AT_TABLES);
        look();

        assertThat(cluster.hasFile(0)).isFalse();
        assertThat(repair.figures().surplusDeleted()).isEqualTo(1);
    }
}
