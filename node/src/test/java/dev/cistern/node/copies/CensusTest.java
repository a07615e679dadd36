package dev.cistern.node.copies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.engine.StoreUnderTest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CensusTest {
    @TempDir
    private Path folder = Path.of("");

    private CopiesUnderTest cluster;

    @BeforeEach
    void start() throws IOException {
        cluster = new CopiesUnderTest(folder, 3);
        cluster.put(0, "k");
        cluster.note(0, List.of(0, 1, 2));
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private Future<JsonObject> taking(int node, boolean verify) {
        return new Census(cluster.store(node).vertx, cluster.copies(node), cluster.stores(node), verify).take();
    }

    private JsonObject take(int node, boolean verify) {
        return StoreUnderTest.await(taking(node, verify));
    }

    private void damage() throws IOException {
        Path file = cluster.nodes.get(0).onlyFile();
        byte[] bytes = Files.readAllBytes(file);
        bytes[CopiesUnderTest.LENGTH / 2] ^= 1;
        Files.write(file, bytes, StandardOpenOption.TRUNCATE_EXISTING);
    }

    @Test
    void aCopyIsGoodOrMissing() throws Exception {
        JsonObject before = take(0, false);
        assertThat(before.getLong("good")).isEqualTo(1);
        assertThat(before.getLong("missing")).isZero();

        Files.delete(cluster.nodes.get(0).onlyFile());
        JsonObject after = take(0, false);
        assertThat(after.getLong("good")).isZero();
        assertThat(after.getLong("missing")).isEqualTo(1);
    }

    @Test
    void damageInTheMiddleIsFoundByReadingAllOfIt() throws Exception {
        damage();

        assertThat(take(0, false).getLong("damaged")).isZero();
        assertThat(take(0, true).getLong("damaged")).isEqualTo(1);
    }

    @Test
    void aNodeThatIsTooBusyIsLookedAtAgainAndNothingOfItCountsAsDamaged() {
        List<Future<JsonObject>> census = new ArrayList<>();
        cluster.nodes.get(0).whileReadersAreBusy(() -> census.add(taking(0, true)));

        JsonObject taken = StoreUnderTest.await(census.get(0));
        assertThat(taken.getLong("good")).isEqualTo(1);
        assertThat(taken.getLong("damaged")).isZero();
    }

    @Test
    void aBlobOnFewerMembersThanWishedIsUnderReplicatedAlsoWhereOneOfThemIsNoMemberAnyMore() {
        assertThat(take(0, false).getLong("under_replicated")).isZero();
        cluster.note(0, List.of(0, 1, 7));
        assertThat(take(0, false).getLong("under_replicated")).isEqualTo(1);
    }

    @Test
    void filesThatNoRecordNamesAreOrphansAndThoseThatRecordsPlaceElsewhereSurplus() {
        cluster.give(0, 4_711, "other");
        cluster.note(0, List.of(1, 2));

        JsonObject taken = take(0, false);
        assertThat(taken.getLong("orphaned")).isEqualTo(1);
        assertThat(taken.getLong("surplus")).isEqualTo(1);
    }
}
