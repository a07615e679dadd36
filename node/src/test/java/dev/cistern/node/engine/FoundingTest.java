package dev.cistern.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clusters whose founding comes to nothing, or fails half-way. */
final class FoundingTest {
    @TempDir
    private Path folder = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private StoreUnderTest first;

    @BeforeEach
    void open() {
        first = new StoreUnderTest(folder);
        first.makeBucket();
        first.put("before", new byte[] {1});
    }

    @AfterEach
    void close() {
        first.close();
    }

    private SharedRecords records() {
        return first.engine().shared();
    }

    /** The file that says whose the records are cannot be written. */
    private void foundingFails() throws IOException {
        Files.createDirectory(folder.resolve("shared.tmp"));
        assertThatThrownBy(() -> StoreUnderTest.await(records().found("c1")))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.DISK_FAILED));
        Files.delete(folder.resolve("shared.tmp"));
    }

    private void assertIsANodeAlone() {
        first.put("after", new byte[] {2});
        first.reopen();
        assertThat(records().cluster()).isEmpty();
        assertThat(first.get("before")).containsExactly(1);
        assertThat(first.get("after")).containsExactly(2);
    }

    private void assertFounds(String cluster) {
        StoreUnderTest.await(records().found(cluster));
        FakeLog log = new FakeLog(1, 0);
        records().attach(log.as(this::records), 0);
        first.put("after", new byte[] {2});

        assertThat(records().cluster()).contains(cluster);
        assertThat(first.get("before")).containsExactly(1);
        assertThat(first.get("after")).containsExactly(2);
    }

    @Test
    void oneThatComesToNothingLeavesTheNodeAsItWas() {
        StoreUnderTest.await(records().found("c1"));
        StoreUnderTest.await(records().leave());

        assertIsANodeAlone();
    }

    @Test
    void oneThatFailsHalfWayIsTakenBack() throws IOException {
        foundingFails();
        StoreUnderTest.await(records().leave());

        assertIsANodeAlone();
    }

    @Test
    void oneThatFailsHalfWayIsTakenBackByTheNextStart() throws IOException {
        foundingFails();
        first.reopen();

        assertIsANodeAlone();
    }

    @Test
    void oneThatFailsHalfWayDoesNotHinderTheNext() throws IOException {
        foundingFails();

        assertFounds("c2");
    }

    /** As where the folder of the cluster was written, and the node died. */
    @Test
    void oneThatNobodyWantsAnyMoreIsTakenBackAfterAStart() {
        StoreUnderTest.await(records().found("c1"));
        first.reopen();
        StoreUnderTest.await(records().leave());

        assertFounds("c2");
    }
}
