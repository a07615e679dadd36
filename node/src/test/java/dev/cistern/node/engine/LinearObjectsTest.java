package dev.cistern.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.BucketTraits;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.GetCommand;
import dev.cistern.node.store.GetCommand.Form;
import dev.cistern.node.store.GetCommand.Freshness;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.ObjectStore.Contents;
import dev.cistern.node.store.OpenObject;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests to two members over a log in memory, which a member applies only as far as it asks for it. */
final class LinearObjectsTest {
    private static final String CLUSTER = "c1";

    @TempDir
    private Path folder = Path.of("");

    private final AtomicLong now = new AtomicLong();
    private final FakeLog log = new FakeLog(21, 0);
    private StoreUnderTest first;
    private StoreUnderTest second;
    private ObjectStore one;
    private ObjectStore other;

    private StoreUnderTest open(String name) {
        Path root = folder.resolve(name);
        return new StoreUnderTest(
                root,
                StoreUnderTest.settings(root),
                new Outside(InstantSource.system(), now::get, Outside.REAL.disk()));
    }

    @BeforeEach
    void makeTwoMembers() {
        first = open("m0");
        first.makeBucket();
        StoreUnderTest.await(first.engine().shared().found(CLUSTER));
        first.engine().shared().attach(log.as(() -> first.engine().shared()), 0);
        second = open("m1");
        StoreUnderTest.await(second.engine().shared().join(CLUSTER));
        log.feed(first.engine().shared(), second.engine().shared(), folder.resolve("save"));
        second.engine().shared().attach(log.as(() -> second.engine().shared()), 1);
        one = first.engine().linear();
        other = second.engine().linear();
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    private static Future<ObjectInfo> putting(StoreUnderTest at, ObjectStore store, String key) {
        FakeBody body = FakeBody.of(new byte[] {1}, 10);
        return at.onContext(() -> store.put(StoreUnderTest.command(key, 1, Conditions.NONE), body));
    }

    private static void put(StoreUnderTest at, ObjectStore store, String key) {
        var unused = StoreUnderTest.await(putting(at, store, key));
    }

    private static void assertFailsWith(Code code, Future<?> result) {
        assertThatThrownBy(() -> StoreUnderTest.await(result))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void changesAskNobodyForWhatCameBeforeWhileTheMembersAgreeOnThings() {
        put(first, one, "before");
        int questions = log.questions();

        put(first, one, "key");
        StoreUnderTest.await(first.onContext(() -> one.delete(StoreUnderTest.name("key"), Conditions.NONE)));

        assertThat(log.questions()).isEqualTo(questions);
    }

    @Test
    void theFirstChangeInASecondAsks() {
        put(first, one, "before");
        int questions = log.questions();
        now.addAndGet(1_000_000_000);

        put(first, one, "key");

        assertThat(log.questions()).isEqualTo(questions + 1);
    }

    @Test
    void aBucketThatIsNotKnownYetIsAskedFor() {
        put(second, other, "before");
        BucketName made = new BucketName("made-elsewhere");
        StoreUnderTest.await(first.onContext(() -> one.createBucket(made, BucketTraits.NONE)));

        assertThat(StoreUnderTest.await(second.onContext(() -> other.bucketToChange(made)))
                        .name())
                .isEqualTo(made);
    }

    @Test
    void aBucketThatWasMadeAnewMeanwhileIsToBeTriedAgain() {
        put(second, other, "before");
        StoreUnderTest.await(first.onContext(() -> one.destroyBucket(StoreUnderTest.BUCKET, Contents.DESTROY)));
        StoreUnderTest.await(first.onContext(() -> one.createBucket(StoreUnderTest.BUCKET, BucketTraits.NONE)));

        assertFailsWith(Code.BUSY, putting(second, other, "key"));
        put(second, other, "key");
    }

    @Test
    void aBucketThatWasDestroyedMeanwhileIsNotThere() {
        put(second, other, "before");
        StoreUnderTest.await(first.onContext(() -> one.destroyBucket(StoreUnderTest.BUCKET, Contents.DESTROY)));

        assertFailsWith(Code.NO_SUCH_BUCKET, putting(second, other, "key"));
    }

    @Test
    void nothingComesInTheClearIntoABucketThatIsSaidToEncrypt() {
        put(second, other, "before");
        StoreUnderTest.await(first.onContext(() -> one.configure(
                StoreUnderTest.BUCKET, BucketDocument.ENCRYPTION, Optional.of("<whatever was checked/>"))));

        assertFailsWith(Code.BUSY, putting(second, other, "key"));
    }

    @Test
    void whatFollowsAnAnswerOfTheSameRequestAsksNobody() {
        put(first, one, "key");
        StoreUnderTest.await(second.onContext(() -> other.headBucket(StoreUnderTest.BUCKET)));
        int questions = log.questions();

        StoreUnderTest.await(second.onContext(() -> other.settled()
                .get(new GetCommand(
                        StoreUnderTest.name("key"), Optional.empty(), Conditions.NONE, Freshness.STORED, Form.BUFFERS))
                .onSuccess(OpenObject::close)));

        assertThat(log.questions()).isEqualTo(questions);
    }

    @Test
    void theListOfBucketsAlwaysAsks() {
        int questions = log.questions();

        StoreUnderTest.await(first.onContext(() -> one.settled().listBuckets()));

        assertThat(log.questions()).isEqualTo(questions + 1);
    }

    @Test
    void nobodyHearsThatTheLogIsAppliedBeforeThoseDoWhoseChangesAreInIt() {
        SharedRecords records = first.engine().shared();
        Promise<Boolean> early = Promise.promise();
        Promise<Long> change = Promise.promise();
        records.onDocuments(() -> early.tryComplete(
                records.reached(log.size() - 1L).isComplete() || change.future().isComplete()));

        records.replaceDocument("hold", 0, new byte[0]).onComplete(change);

        assertThat(StoreUnderTest.await(change.future())).isEqualTo(1);
        assertThat(StoreUnderTest.await(early.future())).isFalse();
    }
}
