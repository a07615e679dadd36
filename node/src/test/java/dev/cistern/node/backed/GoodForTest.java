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
        BucketName name = new BucketName("good");
        BucketTraits traits = BucketTraits.backedBy(BackedStoreUnderTest.CLOUD_URL)
                .with(BucketDocument.BACKING, Optional.of(new Backing(Writes.BACK, goodFor).text()));
        assertThat(await(under.store.createBucket(name, traits)).backing())
                .isEqualTo(new Backing(Writes.BACK, goodFor));
        return name;
    }

    private Future<String> reading(BucketName bucket) {
        GetCommand get = new GetCommand(
                new ObjectName(bucket, "k"), Optional.empty(), Conditions.NONE, Freshness.STORED, Form.BUFFERS);
        return under.opening(get).compose(under::reading).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    @Test
    void copyIsComparedAtEachReadWhereItNeverIsGood() {
        BucketName bucket = bucket(Optional.of(Duration.ZERO));
        under.cloud.store("k", "old");
        assertThat(await(reading(bucket))).isEqualTo("old");

        under.cloud.store("k", "new");

        assertThat(await(reading(bucket))).isEqualTo("new");
        under.cloud.away = true;
        assertThat(failure(reading(bucket))).isEqualTo(Code.BACKEND_FAILED);
    }

    @Test
    void copyThatIsGoodIsServedAsItIs() {
        BucketName bucket = bucket(Optional.of(LONG));
        under.cloud.store("k", "old");
        assertThat(await(reading(bucket))).isEqualTo("old");

        under.cloud.store("k", "new");

        assertThat(await(reading(bucket))).isEqualTo("old");
    }

    @Test
    void copyThatIsNotGoodAnyMoreIsServedWhileItsCloudIsAway() {
        BucketName bucket = bucket(Optional.of(Duration.ofMillis(1)));
        under.cloud.store("k", "old");
        assertThat(await(reading(bucket))).isEqualTo("old");
        under.cloud.away = true;

        assertThat(await(reading(bucket))).isEqualTo("old");
        under.cloud.store("k", "new");
        under.cloud.away = false;
        under.settleUntil(() -> await(reading(bucket)).equals("new"));
    }

    @SuppressWarnings("NullAway") // started before any test
    private static BackedStoreUnderTest unstarted() {
        return null;
    }
}
