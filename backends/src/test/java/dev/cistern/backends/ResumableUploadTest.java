package dev.cistern.backends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.backends.WritableBackend.Written;
import dev.cistern.backends.gcs.GcsBackend;
import dev.cistern.backends.gcs.GcsCredentials;
import dev.cistern.backends.gcs.GcsLocation;
import dev.cistern.backends.parts.PartMemory;
import dev.cistern.backends.upstream.Upstream;
import dev.cistern.conf.KeyValues;
import dev.cistern.conf.Settings;
import dev.cistern.net.client.ClientOptions;
import dev.cistern.net.client.ClientSettings;
import dev.cistern.net.client.PooledHttpClient;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects of unknown length on their way to Google, over connections that break. */
final class ResumableUploadTest {
    private static final int MIB = 1 << 20;

    private final Vertx vertx = Vertx.vertx();
    private final PooledHttpClient client = new PooledHttpClient(
            vertx,
            ClientOptions.defaults(),
            ClientSettings.http1(Settings.of(new KeyValues()).backends()),
            System::nanoTime,
            new Random(1));
    private ResumableCloud cloud = unstarted();

    @SuppressWarnings("NullAway") // started before each test
    private static ResumableCloud unstarted() {
        return null;
    }

    @BeforeEach
    void start() throws IOException {
        cloud = new ResumableCloud();
    }

    @AfterEach
    void close() throws Exception {
        cloud.close();
        Object unused = client.close().transform(closed -> vertx.close()).await(60, TimeUnit.SECONDS);
    }

    private Written put(byte[] body, Map<String, String> checksums) throws Exception {
        GcsBackend backend = new GcsBackend(
                GcsLocation.parse(cloud.url()),
                "",
                Upstream.once(client::send),
                new GcsBackend.Resources(
                        new GcsCredentials(vertx, InstantSource.system()), new PartMemory(vertx, 64L << 20)));
        BackendPut put = new BackendPut("k", OptionalLong.empty(), Map.of(), checksums, Map.of(), Map.of());
        Promise<Written> promise = Promise.promise();
        vertx.getOrCreateContext().runOnContext(now -> backend.put(put, new GivenBody(Buffer.buffer(body)))
                .onComplete(promise));
        return promise.future().await(60, TimeUnit.SECONDS);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {8 * MIB, 16 * MIB, 20 * MIB + 5, 17 * MIB})
    void bytesComeInRunsAndTheLastOneSaysHowManyThereAre(int size) throws Exception {
        if (size == 8 * MIB) {
            size++; // what fits into the first part is no session
        }
        byte[] body = random(size);

        Written written = put(body, Map.of());

        assertThat(written.lengthBytes()).isEqualTo(size);
        assertThat(written.etag()).isEqualTo("\"7\"");
        assertThat(cloud.stored()).isEqualTo(body);
        assertThat(cloud.ranges.get(0)).isEqualTo("bytes 0-8388607/*");
        assertThat(cloud.ranges.get(cloud.ranges.size() - 1)).endsWith("/" + size);
    }

    @Test
    void uploadThatBreaksOffGoesOnFromWhereTheServerIs() throws Exception {
        byte[] body = random(20 * MIB + 5);
        cloud.drop(2);

        Written written = put(body, Map.of());

        assertThat(written.lengthBytes()).isEqualTo(body.length);
        assertThat(cloud.stored()).isEqualTo(body);
        // The pool itself repeats a request once whose connection it has used before.
        assertThat(cloud.ranges)
                .startsWith("bytes 0-8388607/*", "bytes 0-8388607/*", "bytes */*", "bytes 4194304-8388607/*")
                .contains("bytes 8388608-16777215/*");
    }

    @Test
    void uploadThatNeverGetsOnFailsAndIsGivenUp() {
        cloud.drop(1_000_000);

        assertThatThrownBy(() -> put(random(9 * MIB), Map.of())).isInstanceOf(BackendException.class);

        assertThat(cloud.isMade()).isFalse();
        assertThat(cloud.isCancelled()).isTrue();
        assertThat(cloud.ranges).hasSizeLessThan(40);
    }

    @Test
    void uploadWhoseLastAnswerIsLostIsFoundToBeDone() throws Exception {
        byte[] body = random(9 * MIB + 5);
        cloud.loseAnswers(2);

        assertThat(put(body, Map.of()).lengthBytes()).isEqualTo(body.length);
        assertThat(cloud.stored()).isEqualTo(body);
        assertThat(cloud.ranges.get(cloud.ranges.size() - 1)).isEqualTo("bytes */" + body.length);
    }

    @Test
    void bytesThatAreNotWhatTheyShouldBeAreNotCompleted() {
        for (int size : new int[] {9 * MIB, 9 * MIB + 5}) {
            assertThatThrownBy(() -> put(random(size), Map.of("md5", "00000000000000000000000000000000")))
                    .isInstanceOfSatisfying(BackendException.class, failed -> assertThat(failed.fault())
                            .isEqualTo(BackendException.Fault.CHECKSUM));
        }
        assertThat(cloud.isMade()).isFalse();
        assertThat(cloud.isCancelled()).isTrue();
    }
}
