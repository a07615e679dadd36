package dev.cistern.backends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import dev.cistern.backends.azure.AzureBackend;
import dev.cistern.backends.azure.AzureCredentials;
import dev.cistern.backends.azure.AzureLocation;
import dev.cistern.backends.azure.EntraTokens;
import dev.cistern.backends.gcs.GcsBackend;
import dev.cistern.backends.gcs.GcsCredentials;
import dev.cistern.backends.gcs.GcsLocation;
import dev.cistern.backends.http.ListMarkers;
import dev.cistern.backends.oci.OciBackend;
import dev.cistern.backends.oci.OciCredentials;
import dev.cistern.backends.oci.OciLocation;
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
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of requests when a cloud does not take any more what it took before. */
final class ExpiredCredentialsTest {
    private static final String S3_REFUSAL = "<Error><Code>ExpiredToken</Code><Message>expired</Message></Error>";
    private static final String AZURE_REFUSAL = "<Error><Code>InvalidAuthenticationInfo</Code></Error>";

    private final Vertx vertx = Vertx.vertx();
    private final PooledHttpClient client = new PooledHttpClient(
            vertx,
            ClientOptions.defaults(),
            ClientSettings.http1(Settings.of(new KeyValues()).backends()),
            System::nanoTime,
            new Random(1));
    private final Upstream upstream = Upstream.once(client::send);
    private final PartMemory memory = new PartMemory(vertx, 64 << 20);
    private final InstantSource clock = InstantSource.system();

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

    private void delete(WritableBackend backend) throws Exception {
        Void unused = on(() -> backend.delete("k", Map.of()));
    }

    private static BackendPut three() {
        return new BackendPut("k", OptionalLong.of(3), Map.of(), Map.of(), Map.of(), Map.of());
    }

    private void s3Keys(String token) throws Exception {
        Files.writeString(
                folder.resolve("keys"),
                "[default]\naws_access_key_id=AK\naws_secret_access_key=secret\naws_session_token=" + token + "\n");
    }

    private S3Backend s3(TokenCloud cloud) {
        String url = "s3://bucket/?endpoint=" + cloud.endpoint() + "&credentials_file=" + folder.resolve("keys");
        return new S3Backend(S3Location.parse(url, "r"), "", new S3Credentials(vertx, clock), upstream, memory);
    }

    @Test
    void keysOfAmazonsThatExpireAreReadAgainAndTheRequestIsSentAgain() throws Exception {
        try (TokenCloud cloud = new TokenCloud("X-Amz-Security-Token", 400, S3_REFUSAL)) {
            S3Backend backend = s3(cloud);
            s3Keys("one");
            cloud.good = "one";
            delete(backend);

            s3Keys("two");
            cloud.good = "two";
            delete(backend);
            assertThat(cloud.requests).containsExactly("DELETE 204", "DELETE 400", "DELETE 204");

            s3Keys("three");
            cloud.good = "three";
            var written = on(() -> backend.put(three(), new GivenBody(Buffer.buffer("abc"))));
            assertThat(written.lengthBytes()).isEqualTo(3);
            assertThat(cloud.requests).endsWith("PUT abc 400", "PUT abc 201");
        }
    }

    @Test
    void requestIsNotSentAgainWhereThereIsNothingElseToShow() throws Exception {
        try (TokenCloud cloud = new TokenCloud("X-Amz-Security-Token", 400, S3_REFUSAL)) {
            s3Keys("one");
            cloud.good = "two";
            S3Backend backend = s3(cloud);

            assertThatThrownBy(() -> delete(backend)).hasMessageContaining("ExpiredToken");
            assertThat(cloud.requests).containsExactly("DELETE 400");
        }
    }

    private static String pem() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2_048);
        KeyPair pair = generator.generateKeyPair();
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(pair.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    @Test
    void sessionsOfOraclesThatExpireAreReadAgain() throws Exception {
        Path key = Files.writeString(folder.resolve("key"), pem());
        Path token = Files.writeString(folder.resolve("token"), "one");
        Path config = Files.writeString(
                folder.resolve("config"),
                "[DEFAULT]\ntenancy=t\nkey_file=" + key + "\nsecurity_token_file=" + token + "\n");
        try (TokenCloud cloud = new TokenCloud("Authorization", 401, "{\"code\":\"NotAuthenticated\"}")) {
            OciBackend backend = new OciBackend(
                    OciLocation.parse("oci://ns/b?endpoint=" + cloud.endpoint() + "&config_file=" + config, Map.of()),
                    "",
                    upstream,
                    new OciBackend.Resources(vertx, new OciCredentials(vertx, clock, Map.of()), memory));
            cloud.good = "keyId=\"ST$one\"";
            delete(backend);

            Files.writeString(token, "two");
            cloud.good = "keyId=\"ST$two\"";
            delete(backend);

            assertThat(cloud.requests).containsExactly("DELETE 204", "DELETE 401", "DELETE 204");
        }
    }

    @Test
    void functionsOfOraclesShowWhatThePlatformGivesThem() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "of-the-function\n");
        Map<String, String> environment = Map.of(
                "OCI_RESOURCE_PRINCIPAL_VERSION",
                "2.2",
                "OCI_RESOURCE_PRINCIPAL_RPST",
                token.toString(),
                "OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM",
                pem(),
                "OCI_RESOURCE_PRINCIPAL_REGION",
                "r-1");
        try (TokenCloud cloud = new TokenCloud("Authorization", 401, "{\"code\":\"NotAuthenticated\"}")) {
            OciBackend backend = new OciBackend(
                    OciLocation.parse("oci://ns/b?endpoint=" + cloud.endpoint(), environment),
                    "",
                    upstream,
                    new OciBackend.Resources(vertx, new OciCredentials(vertx, clock, environment), memory));
            cloud.good = "keyId=\"ST$of-the-function\"";

            delete(backend);

            assertThat(on(backend::identity)).doesNotContain("of-the-function");
            assertThat(cloud.requests).containsExactly("DELETE 204");
        }
    }

    @Test
    void tokensOfGooglesThatAreRefusedAreReplaced() throws Exception {
        try (TokenServer tokens = TokenServer.plain();
                TokenCloud cloud = new TokenCloud("Authorization", 401, "{\"error\":{\"message\":\"expired\"}}")) {
            Path account = Files.writeString(
                    folder.resolve("account.json"),
                    "{\"type\":\"service_account\",\"client_id\":\"1\",\"client_email\":\"a@b.c\",\"private_key_id\":\"i\","
                            + "\"private_key\":\"" + pem().replace("\n", "\\n") + "\",\"token_uri\":\"" + tokens.url()
                            + "\"}");
            GcsBackend backend = new GcsBackend(
                    GcsLocation.parse("gs://bucket?endpoint=" + cloud.endpoint() + "&credentials_file=" + account),
                    "",
                    upstream,
                    new GcsBackend.Resources(new GcsCredentials(vertx, clock), memory));
            cloud.good = "Bearer token-1";
            delete(backend);

            cloud.good = "Bearer token-2";
            delete(backend);

            assertThat(cloud.requests).containsExactly("DELETE 204", "DELETE 401", "DELETE 204");
            assertThat(tokens.asked).hasSize(2);
        }
    }

    private AzureBackend azure(
            TokenCloud cloud, String parameters, Map<String, String> environment, TokenServer tokens) {
        EntraTokens entra = new EntraTokens(() ->
                new JdkHttpClientBuilder(java.net.http.HttpClient.newBuilder().sslContext(tokens.trust())).build());
        return new AzureBackend(
                AzureLocation.parse("az://account/container?endpoint=" + cloud.endpoint() + parameters),
                "",
                upstream,
                new AzureBackend.Resources(
                        new AzureCredentials(vertx, clock, environment, entra), memory, new ListMarkers()));
    }

    @Test
    void tokensOfEntraAreGotWithASecretAndThoseThatAreRefusedReplacedOnceForAll() throws Exception {
        try (TokenServer tokens = TokenServer.secure(folder);
                TokenCloud cloud = new TokenCloud("Authorization", 401, AZURE_REFUSAL)) {
            Map<String, String> environment = Map.of(
                    "AZURE_AUTHORITY_HOST",
                    tokens.url(),
                    "AZURE_TENANT_ID",
                    "tenant-1",
                    "AZURE_CLIENT_ID",
                    "client-1",
                    "AZURE_CLIENT_SECRET",
                    "secret-1");
            AzureBackend backend = azure(cloud, "", environment, tokens);
            cloud.good = "Bearer token-1";
            delete(backend);
            assertThat(tokens.asked)
                    .singleElement()
                    .asString()
                    .startsWith("/tenant-1/oauth2/v2.0/token ")
                    .contains("client_id=client-1", "client_secret=secret-1", "scope=https%3A%2F%2Fstorage.azure.com");
            assertThat(on(backend::identity)).isEqualTo("Entra ID has given a token");

            cloud.good = "Bearer token-2";
            Void unused = on(() -> {
                List<Future<Void>> all = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    all.add(backend.delete("k" + i, Map.of()));
                }
                return Future.all(all).mapEmpty();
            });

            assertThat(cloud.requests.stream().filter("DELETE 204"::equals)).hasSize(21);
            assertThat(tokens.asked).hasSize(2);
        }
    }

    @Test
    void podsShowTheTokenThatKubernetesGivesThem() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "of-the-pod");
        try (TokenServer tokens = TokenServer.secure(folder);
                TokenCloud cloud = new TokenCloud("Authorization", 401, AZURE_REFUSAL)) {
            Map<String, String> environment = Map.of(
                    "AZURE_AUTHORITY_HOST",
                    tokens.url(),
                    "AZURE_TENANT_ID",
                    "tenant-1",
                    "AZURE_CLIENT_ID",
                    "client-1",
                    "AZURE_FEDERATED_TOKEN_FILE",
                    token.toString());
            cloud.good = "Bearer token-1";

            delete(azure(cloud, "&auth=entra", environment, tokens));

            assertThat(tokens.asked).singleElement().asString().contains("client_assertion=of-the-pod");
        }
    }

    @Test
    void secretInAFileIsReadAgainAndWhatEntraRefusesIsToldWithoutIt() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "first-secret\n");
        try (TokenServer tokens = TokenServer.secure(folder);
                TokenCloud cloud = new TokenCloud("Authorization", 401, AZURE_REFUSAL)) {
            Map<String, String> environment = Map.of("AZURE_AUTHORITY_HOST", tokens.url());
            AzureBackend backend = azure(
                    cloud, "&tenant=tenant-1&client_id=client-1&client_secret_file=" + secret, environment, tokens);
            tokens.refuses = true;
            assertThatThrownBy(() -> delete(backend))
                    .isInstanceOf(BackendException.class)
                    .hasMessageContaining("Entra ID gave no token")
                    .hasMessageNotContaining("first-secret");

            tokens.refuses = false;
            Files.writeString(secret, "second-secret\n");
            cloud.good = "Bearer token-";
            delete(backend);

            assertThat(tokens.asked.get(tokens.asked.size() - 1)).contains("client_secret=second-secret");
        }
    }
}
