package dev.cistern.node.backed;

import static dev.cistern.node.backed.BackedStoreUnderTest.BACK;
import static dev.cistern.node.backed.BackedStoreUnderTest.await;
import static dev.cistern.node.backed.BackedStoreUnderTest.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.backed.FailingStore.Then;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.GetCommand;
import dev.cistern.node.store.GetCommand.Form;
import dev.cistern.node.store.GetCommand.Freshness;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.PutCommand;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes in a write-back bucket that were refused, or of which nobody knows whether they were made, and what the next node makes of them. */
final class WriteBackRefusalsTest {
    private static final Conditions IF_NONE =
            new Conditions(Optional.empty(), Optional.of("*"), Optional.empty(), Optional.empty());

    @TempDir
    private Path folder = Path.of("");

    private BackedStoreUnderTest under = unstarted();

    @BeforeEach
    void start() {
        under = new BackedStoreUnderTest(folder.resolve("data"), BackedStoreUnderTest.FOR_EVER);
    }

    @AfterEach
    void stop() {
        under.close();
    }

    private static ObjectName name(String key) {
        return new ObjectName(BACK, key);
    }

    private Future<ObjectInfo> putting(String key, String text, Conditions conditions) {
        PutCommand put = new PutCommand(
                name(key), OptionalLong.of(text.length()), List.of(), conditions, Map.of(), Map.of("is", text));
        return under.elsewhere(() -> under.store.put(put, new GivenBody(Buffer.buffer(text))));
    }

    private void put(String key, String text) {
        ObjectInfo put = await(putting(key, text, Conditions.NONE));
        assertThat(put.isStored()).isTrue();
    }

    private Future<String> reading(String key, Freshness freshness) {
        GetCommand get = new GetCommand(name(key), Optional.empty(), Conditions.NONE, freshness, Form.BUFFERS);
        return under.opening(get).compose(under::reading).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    private String read(String key) {
        return await(reading(key, Freshness.STORED));
    }

    private void drained() {
        under.settleUntil(() -> under.store.writeBack().waiting() == 0);
    }

    @Test
    void removalThatIsRefusedIsNotMadeByTheNextNode() {
        put("k", "stays");
        drained();
        under.failing.fail("delete", name("k")::equals, Code.BUSY, Then.NOT_DONE);
        assertThat(failure(under.elsewhere(() -> under.store.delete(name("k"), Conditions.NONE))))
                .isEqualTo(Code.BUSY);
        under.restart();
        drained();

        assertThat(read("k")).isEqualTo("stays");
        assertThat(under.cloud.text("k")).contains("stays");
    }

    @Test
    void removalThatIsRefusedWhileAWriteWaitsLeavesThatToBeBrought() {
        under.cloud.away = true;
        put("k", "waits");
        under.failing.fail("delete", name("k")::equals, Code.BUSY, Then.NOT_DONE);
        assertThat(failure(under.elsewhere(() -> under.store.delete(name("k"), Conditions.NONE))))
                .isEqualTo(Code.BUSY);
        under.restart();
        under.cloud.away = false;
        drained();

        assertThat(read("k")).isEqualTo("waits");
        assertThat(under.cloud.done).containsExactly("+k=waits");
    }

    @Test
    void removalOfWhichNobodyKnowsIsMadeByTheNextNode() {
        put("k", "goes");
        drained();
        under.failing.fail("delete", name("k")::equals, Code.OUTCOME_UNKNOWN, Then.NOT_DONE);
        assertThat(failure(under.elsewhere(() -> under.store.delete(name("k"), Conditions.NONE))))
                .isEqualTo(Code.OUTCOME_UNKNOWN);
        under.restart();
        drained();

        assertThat(failure(reading("k", Freshness.STORED))).isEqualTo(Code.NO_SUCH_OBJECT);
        assertThat(under.cloud.text("k")).isEmpty();
    }

    @Test
    void removalIsOnlyCalledRefusedIfItsRecordIsGone() {
        put("k", "is");
        drained();
        under.failing.fail("delete", any -> true, Code.BUSY, Then.NOT_DONE);

        assertThat(failure(under.elsewhere(() -> under.store.delete(name("k"), Conditions.NONE))))
                .isEqualTo(Code.OUTCOME_UNKNOWN);
    }

    @Test
    void writeOfWhichNobodyKnewIsBroughtAfterTheNextOneOfItsKeyWasRefused() {
        under.failing.fail("put", name("k")::equals, Code.OUTCOME_UNKNOWN, Then.DONE);
        assertThat(failure(putting("k", "was written", Conditions.NONE))).isEqualTo(Code.OUTCOME_UNKNOWN);
        assertThat(under.cloud.text("k")).isEmpty();
        under.failing.heal();

        assertThat(failure(putting("k", "later", IF_NONE))).isEqualTo(Code.PRECONDITION_FAILED);
        drained();

        assertThat(under.cloud.text("k")).contains("was written");
    }

    @SuppressWarnings("NullAway") // started before any test
    private static BackedStoreUnderTest unstarted() {
        return null;
    }
}
