package dev.cistern.node.backed;

import static dev.cistern.node.backed.BackedStoreUnderTest.BACK;
import static dev.cistern.node.backed.BackedStoreUnderTest.await;
import static dev.cistern.node.backed.BackedStoreUnderTest.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.store.BodyChecks;
import dev.cistern.node.store.Checksum;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.GetCommand;
import dev.cistern.node.store.GetCommand.Form;
import dev.cistern.node.store.GetCommand.Freshness;
import dev.cistern.node.store.ListCommand;
import dev.cistern.node.store.ListPage;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectStore.Contents;
import dev.cistern.node.store.PutCommand;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes that are acknowledged when they are durable here reach their cloud afterwards: all of them, in order, and once. */
final class WriteBackTest {
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

    private void delete(String key) {
        var unused = await(under.elsewhere(() -> under.store.delete(name(key), Conditions.NONE)));
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

    private List<String> listed(int pageSize) {
        List<String> keys = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            ListPage page = await(under.store.list(new ListCommand(BACK, "", "", after, pageSize)));
            page.objects().forEach(object -> keys.add(object.name().key()));
            after = page.next();
        } while (after.isPresent());
        return keys;
    }

    @Test
    void writeIsAcknowledgedBeforeItsCloudHasItAndReachesIt() {
        under.cloud.holds = true;
        put("k", "one");

        assertThat(read("k")).isEqualTo("one");
        assertThat(under.cloud.text("k")).isEmpty();
        assertThat(under.store.writeBack().waiting()).isEqualTo(1);
        assertThat(under.store.writeBack().waitingBytes()).isEqualTo(3);
        under.cloud.letGo();
        drained();

        assertThat(under.cloud.text("k")).contains("one");
        assertThat(under.cloud.metadata("k")).containsEntry("is", "one").hasSize(1);
        assertThat(under.store.writeBack().oldest()).isEmpty();
        assertThat(under.store.writeBack().waitingBytes()).isZero();
    }

    @Test
    void laterWritesOfAKeyReachTheCloudAfterEarlierOnes() {
        under.cloud.holds = true;
        put("k", "one");
        under.settleUntil(() -> under.cloud.waiting() == 1);
        put("k", "two");
        delete("k");
        put("k", "four");
        under.cloud.letGo();
        drained();

        assertThat(under.cloud.done).containsExactly("+k=one", "+k=four");
        assertThat(under.cloud.text("k")).contains("four");
    }

    @Test
    void removedObjectIsGoneAtOnceAlthoughTheCloudStillHasIt() {
        under.cloud.store("k", "there");
        assertThat(read("k")).isEqualTo("there");
        under.cloud.holds = true;
        delete("k");

        assertThat(failure(reading("k", Freshness.STORED))).isEqualTo(Code.NO_SUCH_OBJECT);
        assertThat(failure(reading("k", Freshness.LATEST))).isEqualTo(Code.NO_SUCH_OBJECT);
        assertThat(failure(under.store.head(name("k"), Conditions.NONE))).isEqualTo(Code.NO_SUCH_OBJECT);
        assertThat(failure(under.elsewhere(() -> under.store.delete(name("k"), Conditions.NONE))))
                .isEqualTo(Code.NO_SUCH_OBJECT);
        under.cloud.letGo();
        drained();

        assertThat(under.cloud.text("k")).isEmpty();
        assertThat(failure(reading("k", Freshness.STORED))).isEqualTo(Code.NO_SUCH_OBJECT);
    }

    @Test
    void latestIsWhatWasWrittenHereUntilTheCloudHasItAndIsNotFetchedThen() {
        under.cloud.store("k", "old");
        under.cloud.holds = true;
        put("k", "new");
        assertThat(await(reading("k", Freshness.LATEST))).isEqualTo("new");
        under.cloud.letGo();
        drained();

        long fetched = under.store.figures().bytesFetched();
        assertThat(await(reading("k", Freshness.LATEST))).isEqualTo("new");
        assertThat(under.store.figures().bytesFetched()).isEqualTo(fetched);
        under.cloud.store("k", "newer");
        assertThat(await(reading("k", Freshness.LATEST))).isEqualTo("newer");
    }

    @Test
    void writeThatComesWhileItsCloudSaysThatThereIsNoneStaysAndIsRead() {
        under.cloud.store("k", "old");
        assertThat(read("k")).isEqualTo("old");
        under.cloud.remove("k");
        under.cloud.holdsMissing = true;
        Future<String> latest = reading("k", Freshness.LATEST);
        under.settleUntil(() -> under.cloud.untold() == 1);
        under.cloud.holds = true;
        put("k", "new");
        under.cloud.tellMissing();

        assertThat(await(latest)).isEqualTo("new");
        assertThat(read("k")).isEqualTo("new");
        under.cloud.letGo();
        drained();
        assertThat(under.cloud.text("k")).contains("new");
    }

    @Test
    void cloudThatIsAwayHoldsNobodyUp() {
        under.cloud.away = true;
        for (int i = 0; i < 20; i++) {
            put("k" + i, "text" + i);
        }
        delete("k3");
        assertThat(read("k7")).isEqualTo("text7");
        under.settleUntil(() -> under.store.writeBack().failed() > 1);
        under.cloud.away = false;
        drained();

        for (int i = 0; i < 20; i++) {
            assertThat(under.cloud.text("k" + i)).isEqualTo(i == 3 ? Optional.empty() : Optional.of("text" + i));
        }
    }

    @Test
    void whatWasNotBroughtIsBroughtByTheNextNode() {
        under.cloud.store("gone", "there");
        under.cloud.holds = true;
        put("a", "first");
        put("b", "second");
        put("a", "third");
        delete("gone");
        under.cloud.away = true;
        under.restart();

        assertThat(under.store.writeBack().waiting()).isEqualTo(3);
        assertThat(failure(reading("gone", Freshness.STORED))).isEqualTo(Code.NO_SUCH_OBJECT);
        under.cloud.away = false;
        drained();

        assertThat(under.cloud.text("a")).contains("third");
        assertThat(under.cloud.text("b")).contains("second");
        assertThat(under.cloud.text("gone")).isEmpty();
        assertThat(listed(10)).containsExactly("a", "b");
    }

    @Test
    void nextNodeBringsFirstWhatWasWrittenFirst() {
        under.uploads = 1;
        under.cloud.store("gone", "there");
        under.cloud.holds = true;
        put("z", "early");
        put("b", "second");
        put("y", "third");
        put("z", "fourth");
        delete("gone");
        put("a", "last");
        under.settleUntil(() -> under.cloud.waiting() == 1);
        under.restart();
        drained();

        assertThat(under.cloud.done)
                .filteredOn(write -> !write.equals("+z=early")) // That was on its way when the node ended.
                .containsExactly("+b=second", "+y=third", "+z=fourth", "-gone", "+a=last");
    }

    @Test
    void nodeThatDiedBetweenIntentAndWriteBringsNothingThatWasNotWritten() {
        under.cloud.store("never", "there");
        var unused = await(under.engine.put(
                Pending.intent(name("never"), Pending.Change.PUT, Pending.Change.NONE), GivenBody.none()));
        var unusedToo = await(under.engine.put(
                Pending.intent(name("removed"), Pending.Change.PUT, Pending.Change.DELETE), GivenBody.none()));
        under.cloud.store("removed", "there");
        under.restart();
        drained();

        assertThat(under.cloud.done).containsExactly("-removed");
        assertThat(read("never")).isEqualTo("there");
        assertThat(failure(under.engine.head(OwnKeys.write(name("never")), Conditions.NONE)))
                .isEqualTo(Code.NO_SUCH_OBJECT);
    }

    @Test
    void writeThatIsRefusedLeavesNothingForTheCloud() {
        Checksum wrong = new Checksum(Checksum.Algorithm.MD5, "0".repeat(32));
        PutCommand put = new PutCommand(
                name("k"),
                OptionalLong.of(1),
                BodyChecks.announced(List.of(wrong)),
                Conditions.NONE,
                Map.of(),
                Map.of(),
                Map.of());

        assertThat(failure(under.elsewhere(() -> under.store.put(put, new GivenBody(Buffer.buffer("x"))))))
                .isEqualTo(Code.CHECKSUM_MISMATCH);

        assertThat(under.store.writeBack().waiting()).isZero();
        assertThat(failure(under.engine.head(OwnKeys.write(name("k")), Conditions.NONE)))
                .isEqualTo(Code.NO_SUCH_OBJECT);
        put("k", "good");
        drained();
        assertThat(under.cloud.done).containsExactly("+k=good");
    }

    @Test
    void conditionsAreAboutWhatTheCloudHasWhereNothingIsHere() {
        under.cloud.store("there", "old");

        assertThat(failure(putting("there", "new", IF_NONE))).isEqualTo(Code.PRECONDITION_FAILED);
        var unused = await(putting("fresh", "new", IF_NONE));
        assertThat(failure(putting("fresh", "newer", IF_NONE))).isEqualTo(Code.PRECONDITION_FAILED);
        drained();

        assertThat(under.cloud.text("there")).contains("old");
        assertThat(under.cloud.text("fresh")).contains("new");
    }

    @Test
    void ofManyRacingWritersWithAConditionOneWins() {
        List<Future<ObjectInfo>> writers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            writers.add(putting("k", "w" + i, IF_NONE));
        }
        long won = writers.stream()
                .filter(writer -> await(writer.map(true).otherwise(false)))
                .count();

        assertThat(won).isEqualTo(1);
        drained();
        assertThat(under.cloud.done).hasSize(1);
        assertThat(under.cloud.text("k")).contains(read("k"));
    }

    @Test
    void listsShowWhatTheCloudWillHavePageByPage() {
        for (String key : List.of("a", "c", "e", "g")) {
            under.cloud.store(key, key);
        }
        under.cloud.holds = true;
        for (String key : List.of("0", "b", "c", "f", "z")) {
            put(key, "new");
        }
        delete("e");

        for (int pageSize : new int[] {1, 2, 3, 100}) {
            assertThat(listed(pageSize)).containsExactly("0", "a", "b", "c", "f", "g", "z");
        }
        ListPage page = await(under.store.list(new ListCommand(BACK, "", "", Optional.of("b"), 1)));
        assertThat(page.objects().get(0).size()).isEqualTo(3);
    }

    @Test
    void fullQueueRefusesFurtherWritesAndNotThoseOfObjectsInIt() {
        under.queueMax = 2;
        under.cloud.holds = true;
        put("a", "1");
        put("b", "1");

        assertThat(failure(putting("c", "1", Conditions.NONE))).isEqualTo(Code.BUSY);
        put("a", "2");
        under.cloud.letGo();
        drained();
        put("c", "1");
        drained();

        assertThat(under.cloud.text("a")).contains("2");
        assertThat(under.cloud.text("c")).contains("1");
    }

    @Test
    void destroyedBucketTakesItsWritesWithIt() {
        under.cloud.away = true;
        put("a", "1");

        assertThat(failure(under.store.destroyBucket(BACK, Contents.MUST_BE_EMPTY)))
                .isEqualTo(Code.BUCKET_NOT_EMPTY);
        assertThat(under.store.writeBack().waiting()).isEqualTo(1);
        var unused = await(under.store.destroyBucket(BACK, Contents.DESTROY));

        assertThat(under.store.writeBack().waiting()).isZero();
    }

    @SuppressWarnings("NullAway") // started before any test
    private static BackedStoreUnderTest unstarted() {
        return null;
    }
}
