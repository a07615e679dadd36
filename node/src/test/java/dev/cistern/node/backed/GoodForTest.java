package dev.cistern.node.backed;

import static dev.cistern.node.backed.BackedStoreUnderTest.await;
import static dev.cistern.node.backed.BackedStoreUnderTest.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.store.Backing;
import dev.cistern.node.store.Backing.Writes;
import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.BucketTraits;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.GetCommand;
import dev.cistern.node.store.GetCommand.Form;
import dev.cistern.node.store.GetCommand.Freshness;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.OpenObject;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a copy is served before its cloud is asked. */
final class GoodForTest {
    private static final Duration LONG = Duration.ofDays(1);

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

    private BucketName bucket(Optional<Duration> goodFor) {
        return bucket(BackedStoreUnderTest.CLOUD_URL, new Backing(Writes.BACK, goodFor));
    }

    private BucketName bucket(String url, Backing backing) {
        BucketName name = new BucketName("good");
        BucketTraits traits = BucketTraits.backedBy(url).with(BucketDocument.BACKING, Optional.of(backing.text()));
        assertThat(await(under.store.createBucket(name, traits)).backing()).isEqualTo(backing);
        return name;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Future<OpenObject> opening(BucketName bucket) {
        return under.opening(new GetCommand(
                new ObjectName(bucket, "k"), Optional.empty(), Conditions.NONE, Freshness.STORED, Form.BUFFERS));
    }

    private Future<String> reading(BucketName bucket) {
        return opening(bucket).compose(under::reading).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    private void pass(Duration time) {
        under.clock = under.clock.plus(time);
    }

    @Test
    void copyIsComparedAtEachReadWhereItNeverIsGood() {
        BucketName bucket = bucket(Optional.of(Duration.ZERO));
        under.cloud.store("k", "old");
        assertThat(await(reading(bucket))).isEqualTo("old");
        assertThat(await(reading(bucket))).isEqualTo("old");
        assertThat(under.cloud.gets).hasValue(2);

        under.cloud.store("k", "new");

        assertThat(await(reading(bucket))).isEqualTo("new");
        under.cloud.away = true;
        assertThat(failure(reading(bucket))).isEqualTo(Code.BACKEND_FAILED);
    }

    @Test
    void copyIsServedAsItIsUntilItsTimeIsOver() {
        BucketName bucket = bucket(Optional.of(LONG));
        under.cloud.store("k", "old");
        assertThat(await(reading(bucket))).isEqualTo("old");
        under.cloud.store("k", "new");

        pass(LONG.minusHours(1));
        assertThat(await(reading(bucket))).isEqualTo("old");
        assertThat(under.cloud.gets).hasValue(1);

        pass(Duration.ofHours(2));
        assertThat(await(reading(bucket))).isEqualTo("new");
    }

    @Test
    void copyThatItsCloudHasTooIsGoodAgainFromThenOn() {
        BucketName bucket = bucket(Optional.of(LONG));
        under.cloud.store("k", "old");
        assertThat(await(reading(bucket))).isEqualTo("old");
        pass(LONG.plusHours(1));
        assertThat(await(reading(bucket))).isEqualTo("old");
        assertThat(under.cloud.gets).hasValue(2);
        under.cloud.store("k", "new");

        pass(LONG.minusHours(1));
        assertThat(await(reading(bucket))).isEqualTo("old");
        assertThat(under.cloud.gets).hasValue(2);

        pass(Duration.ofHours(2));
        assertThat(await(reading(bucket))).isEqualTo("new");
    }

    @Test
    void copyIsNoBetterForAnotherObjectThatCouldNotBeFetched() {
        BucketName bucket = bucket(BackedStoreUnderTest.URL, new Backing(Writes.THROUGH, Optional.of(LONG)));
        under.backend.store("k", bytes("old"), "\"old\"");
        assertThat(await(reading(bucket))).isEqualTo("old");
        under.backend.store("k", bytes("another"), "\"another\"");
        pass(LONG.plusHours(1));
        under.backend.scripted = true;
        OpenObject begun = await(opening(bucket));
        under.backend.script(ScriptedBody::breakOff);
        assertThat(failure(under.reading(begun))).isEqualTo(Code.BACKEND_FAILED);

        under.backend.scripted = false;

        assertThat(await(reading(bucket))).isEqualTo("another");
    }

    @Test
    void copyThatIsNotGoodAnyMoreIsServedWhileItsCloudIsAway() {
        BucketName bucket = bucket(Optional.of(LONG));
        under.cloud.store("k", "old");
        assertThat(await(reading(bucket))).isEqualTo("old");
        under.cloud.store("k", "new");
        under.cloud.away = true;
        pass(LONG.plusHours(1));

        assertThat(await(reading(bucket))).isEqualTo("old");
        assertThat(under.cloud.gets).hasValue(2);
        under.cloud.away = false;
        assertThat(await(reading(bucket))).isEqualTo("new");
    }

    @SuppressWarnings("NullAway") // started before any test
    private static BackedStoreUnderTest unstarted() {
        return null;
    }
}
