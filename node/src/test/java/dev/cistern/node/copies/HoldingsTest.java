package dev.cistern.node.copies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.copies.Holdings.Held;
import dev.cistern.node.engine.StoreUnderTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HoldingsTest {
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

    private Held held(String name) {
        return StoreUnderTest.await(
                        new Holdings(cluster.copies(0), cluster.stores(0).placed()).of(name))
                .orElseThrow();
    }

    @Test
    void whatIsOnOneMemberOnlyIsThereAlone() {
        assertThat(held("n0")).extracting(Held::blobs, Held::alone).containsExactly(1L, 1L);
        assertThat(held("n0").bytes()).isEqualTo(CopiesUnderTest.LENGTH);
        assertThat(held("n1")).extracting(Held::blobs, Held::alone).containsExactly(0L, 0L);
    }

    @Test
    void whatAnotherHasTooIsNotAlone() {
        cluster.note(0, List.of(0, 1));

        assertThat(held("n0")).extracting(Held::blobs, Held::alone).containsExactly(1L, 0L);
    }

    @Test
    void whoIsAwayOrNoMemberAnyMoreIsNobodyToRelyOn() {
        cluster.note(0, List.of(0, 1));
        cluster.seen(0, 1, CopiesUnderTest::away);
        assertThat(held("n0").alone()).isEqualTo(1);

        cluster.gone(0, 1);
        assertThat(held("n0").alone()).isEqualTo(1);
    }

    @Test
    void whoIsNoMemberHoldsNothing() {
        Holdings holdings = new Holdings(cluster.copies(0), cluster.stores(0).placed());
        assertThat(StoreUnderTest.await(holdings.of("n9"))).isEmpty();
    }
}
