package dev.cistern.node.backed;

import static dev.cistern.node.backed.BackedStoreUnderTest.failure;
import static dev.cistern.node.backed.BackedStoreUnderTest.get;
import static dev.cistern.node.backed.BackedStoreUnderTest.random;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.store.GetCommand.Freshness;
import dev.cistern.node.store.StoreException.Code;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LatestTest {
    private static final byte[] OLD = random(100_000);
    private static final byte[] NEW = random(120_000);

    @TempDir
    private Path folder = Path.of("");

    private BackedStoreUnderTest under = unstarted();

    @BeforeEach
    void start() {
        under = new BackedStoreUnderTest(folder.resolve("data"), BackedStoreUnderTest.FOR_EVER);
        under.backend.store("k", OLD, "\"old\"");
        assertThat(under.read("k")).isEqualTo(OLD);
    }

    @AfterEach
    void stop() {
        under.close();
    }

    @Test
    void unchangedObjectIsServedFromTheStore() {
        assertThat(under.readLatest("k")).isEqualTo(OLD);

        assertThat(under.backend.gets).hasValue(2);
        assertThat(under.openLatest("k").info().isStored()).isTrue();
    }

    @Test
    void changedObjectIsReplaced() {
        under.backend.store("k", NEW, "\"new\"");
        assertThat(under.read("k")).isEqualTo(OLD);

        assertThat(under.readLatest("k")).isEqualTo(NEW);

        under.backend.dead = true;
        assertThat(under.read("k")).isEqualTo(NEW);
    }

    @Test
    void removedObjectIsRemoved() {
        under.backend.remove("k");

        assertThat(failure(under.opening(get("k", Optional.empty(), Freshness.LATEST))))
                .isEqualTo(Code.NO_SUCH_OBJECT);
        assertThat(under.isStored("k")).isFalse();
    }

    @Test
    void deadBackendCannotSayWhatIsLatest() {
        under.backend.dead = true;

        assertThat(failure(under.opening(get("k", Optional.empty(), Freshness.LATEST))))
                .isEqualTo(Code.BACKEND_FAILED);
        assertThat(under.read("k")).isEqualTo(OLD);
    }

    @Test
    void replacementThatBreaksOffLeavesWhatWasThere() {
        under.backend.store("k", NEW, "\"new\"");
        under.backend.scripted = true;
        var read = under.reading(under.openLatest("k"));

        under.backend.script(body -> body.feed(random(1_000)));
        under.backend.script(ScriptedBody::breakOff);

        assertThat(failure(read)).isEqualTo(Code.BACKEND_FAILED);
        assertThat(under.read("k")).isEqualTo(OLD);
    }

    @SuppressWarnings("NullAway") // started before any test
    private static BackedStoreUnderTest unstarted() {
        return null;
    }
}
