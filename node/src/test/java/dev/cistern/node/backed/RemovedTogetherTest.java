package dev.cistern.node.backed;

import static dev.cistern.node.backed.BackedStoreUnderTest.BACK;
import static dev.cistern.node.backed.BackedStoreUnderTest.BUCKET;
import static dev.cistern.node.backed.BackedStoreUnderTest.CLOUD_URL;
import static dev.cistern.node.backed.BackedStoreUnderTest.FOR_EVER;
import static dev.cistern.node.backed.BackedStoreUnderTest.OWN;
import static dev.cistern.node.backed.BackedStoreUnderTest.await;
import static dev.cistern.node.backed.BackedStoreUnderTest.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.BucketTraits;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.DeleteCommand;
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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects that are removed together are so in their cloud, and each is told how it went. */
final class RemovedTogetherTest {
    private static final BucketName THROUGH = new BucketName("through");

    @TempDir
    private Path folder = Path.of("");

    private BackedStoreUnderTest under = unstarted();

    @BeforeEach
    void start() {
        under = new BackedStoreUnderTest(folder.resolve("data"), FOR_EVER);
        var unused = await(under.store.createBucket(THROUGH, BucketTraits.backedBy(CLOUD_URL)));
    }

    @AfterEach
    void stop() {
        under.close();
    }

    private static DeleteCommand plain(BucketName bucket, String key) {
        return new DeleteCommand(new ObjectName(bucket, key), Conditions.NONE);
    }

    private List<Future<ObjectInfo>> deleteAll(BucketName bucket, List<DeleteCommand> commands) {
        return await(under.elsewhere(() -> under.store.deleteAll(bucket, commands)));
    }

    private Future<String> reading(String key) {
        GetCommand get = new GetCommand(
                new ObjectName(THROUGH, key), Optional.empty(), Conditions.NONE, Freshness.STORED, Form.BUFFERS);
        return under.opening(get).compose(under::reading).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    private void put(BucketName bucket, String key) {
        PutCommand put = new PutCommand(
                new ObjectName(bucket, key), OptionalLong.of(1), List.of(), Conditions.NONE, Map.of(), Map.of());
        var unused = await(under.elsewhere(() -> under.store.put(put, new GivenBody(Buffer.buffer("x")))));
    }

    @Test
    void theyAreRemovedWithOneRequestAndEachIsToldHowItWent() {
        for (String key : List.of("a", "b", "bad", "if")) {
            under.cloud.store(key, key);
            assertThat(await(reading(key))).isEqualTo(key);
        }
        under.cloud.broken = "bad";
        Conditions condition =
                new Conditions(Optional.of("\"of-if\""), Optional.empty(), Optional.empty(), Optional.empty());

        List<Future<ObjectInfo>> ended = deleteAll(
                THROUGH,
                List.of(
                        plain(THROUGH, "a"),
                        plain(THROUGH, "none"),
                        plain(THROUGH, "bad"),
                        new DeleteCommand(new ObjectName(THROUGH, "if"), condition),
                        plain(THROUGH, "b"),
                        plain(THROUGH, "a"),
                        plain(THROUGH, "\0own")));

        assertThat(under.cloud.together).containsExactly(List.of("a", "none", "bad", "b"));
        assertThat(ended.stream().map(Future::succeeded)).containsExactly(true, true, false, true, true, true, false);
        assertThat(failure(ended.get(2))).isEqualTo(Code.BACKEND_FAILED);
        assertThat(failure(ended.get(6))).isEqualTo(Code.INVALID_KEY);
        assertThat(under.cloud.done).containsExactlyInAnyOrder("-a", "-b", "-none", "-if");
        under.cloud.broken = "";
        for (String key : List.of("a", "b", "if")) {
            assertThat(failure(reading(key))).isEqualTo(Code.NO_SUCH_OBJECT);
        }
        assertThat(await(reading("bad"))).isEqualTo("bad");
    }

    @Test
    void removalsThatWaitForTheirCloudAllGetThereOnce() {
        List<String> keys = IntStream.range(0, 12).mapToObj(i -> "k" + i).toList();
        keys.forEach(key -> put(BACK, key));
        under.settleUntil(() -> under.store.writeBack().waiting() == 0);
        under.cloud.holds = true;

        List<Future<ObjectInfo>> ended =
                deleteAll(BACK, keys.stream().map(key -> plain(BACK, key)).toList());
        under.settleUntil(() -> under.cloud.waiting() == 1);
        under.cloud.letGo();
        under.settleUntil(() -> under.store.writeBack().waiting() == 0);

        assertThat(ended).allMatch(Future::succeeded);
        assertThat(under.cloud.together.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(keys);
        assertThat(keys).noneMatch(key -> under.cloud.text(key).isPresent());
    }

    @Test
    void eachFailsWhereNoneCanBeRemoved() {
        assertThat(deleteAll(BUCKET, List.of(plain(BUCKET, "a"), plain(BUCKET, "b"))))
                .allMatch(removal -> failure(removal) == Code.READ_ONLY);
        put(OWN, "there");
        List<Future<ObjectInfo>> own = deleteAll(OWN, List.of(plain(OWN, "there"), plain(OWN, "none")));
        assertThat(own.get(0).succeeded()).isTrue();
        assertThat(failure(own.get(1))).isEqualTo(Code.NO_SUCH_OBJECT);
        BucketName nowhere = new BucketName("nowhere");
        assertThat(Stream.of("a", "b").map(key -> deleteAll(nowhere, List.of(plain(nowhere, key)))
                        .get(0)))
                .allMatch(removal -> failure(removal) == Code.NO_SUCH_BUCKET);
    }

    @SuppressWarnings("NullAway") // started before any test
    private static BackedStoreUnderTest unstarted() {
        return null;
    }
}
