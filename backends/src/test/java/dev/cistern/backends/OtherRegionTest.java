package dev.cistern.backends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.backends.parts.PartMemory;
import dev.cistern.backends.s3.S3Backend;
import dev.cistern.backends.s3.S3Credentials;
import dev.cistern.backends.s3.S3Location;
import dev.cistern.backends.upstream.Upstream;
import dev.cistern.conf.KeyValues;
import dev.cistern.conf.Settings;
import dev.cistern.net.client.ClientOptions;
import dev.cistern.net.client.ClientSettings;
import dev.cistern.net.client.PooledHttpClient;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Buckets of S3 that are in another region than was said, or whose readers pay. */
final class OtherRegionTest {
    private static final String REDIRECT = "<Error><Code>PermanentRedirect</Code><Message>elsewhere</Message></Error>";
    private static final String MALFORMED = "<Error><Code>AuthorizationHeaderMalformed</Code>"
            + "<Message>expecting 'eu-west-9'</Message><Region>eu-west-9</Region></Error>";

    private final Vertx vertx = Vertx.vertx();
    private final PooledHttpClient client = new PooledHttpClient(
            vertx,
            ClientOptions.defaults(),
            ClientSettings.http1(Settings.of(new KeyValues()).backends()),
            System::nanoTime,
            new Random(1));

    @TempDir
    private Path folder = Path.of("");

    @AfterEach
    void close() throws Exception {
        Object unused = client.close().transform(closed -> vertx.close()).await(60, TimeUnit.SECONDS);
    }

    private <T> T on(Supplier<Future<T>> ask) throws Exception {
        Promise<T> promise = Promise.promise();
        vertx.getOrCreateContext().runOnContext(now -> ask.get().onComplete(promise));
        return promise.future().await(60, TimeUnit.SECONDS);
    }

    private S3Backend backend(TokenCloud cloud, String parameters) throws Exception {
        Path keys = Files.writeString(
                folder.resolve("keys"), "[default]\naws_access_key_id=AK\naws_secret_access_key=secret\n");
        String url = "s3://bucket/?endpoint=" + cloud.endpoint() + "&credentials_file=" + keys + parameters;
        return new S3Backend(
                S3Location.parse(url, "us-east-1"),
                "",
                new S3Credentials(vertx, InstantSource.system()),
                Upstream.once(client::send),
                new PartMemory(vertx, 64 << 20));
    }

    private void delete(WritableBackend backend) throws Exception {
        Void unused = on(() -> backend.delete("k", Map.of()));
    }

    @Test
    void requestsGoWhereTheBucketIsOnceThatIsTold() throws Exception {
        try (TokenCloud cloud = new TokenCloud("Authorization", 301, REDIRECT)) {
            cloud.good = "/eu-west-9/s3/";
            cloud.region = "eu-west-9";
            S3Backend backend = backend(cloud, "");

            delete(backend);
            delete(backend);

            assertThat(cloud.requests).containsExactly("DELETE 301", "DELETE 204", "DELETE 204");
        }
    }

    @Test
    void regionThatTheErrorNamesIsBelievedToo() throws Exception {
        try (TokenCloud cloud = new TokenCloud("Authorization", 400, MALFORMED)) {
            cloud.good = "/eu-west-9/s3/";
            S3Backend backend = backend(cloud, "");

            var written = on(() -> backend.put(
                    new BackendPut("k", OptionalLong.of(3), Map.of(), Map.of(), Map.of(), Map.of()),
                    new GivenBody(Buffer.buffer("abc"))));

            assertThat(written.lengthBytes()).isEqualTo(3);
            assertThat(cloud.requests).containsExactly("PUT abc 400", "PUT abc 201");
        }
    }

    @Test
    void whoIsSentToWhereItIsAlreadyIsNotSentOnForEver() throws Exception {
        try (TokenCloud cloud = new TokenCloud("Authorization", 301, REDIRECT)) {
            cloud.good = "nobody";
            cloud.region = "eu-west-9";
            S3Backend backend = backend(cloud, "");

            assertThatThrownBy(() -> delete(backend)).hasMessageContaining("eu-west-9");

            assertThat(cloud.requests).containsExactly("DELETE 301", "DELETE 301");
        }
    }

    @Test
    void whoAsksPaysWhereTheBucketSaysSo() throws Exception {
        try (TokenCloud cloud =
                new TokenCloud("X-Amz-Request-Payer", 403, "<Error><Code>AccessDenied</Code></Error>")) {
            cloud.good = "requester";

            delete(backend(cloud, "&requester_pays=true"));
            assertThatThrownBy(() -> delete(backend(cloud, ""))).hasMessageContaining("AccessDenied");

            assertThat(cloud.requests).containsExactly("DELETE 204", "DELETE 403");
        }
    }
}
