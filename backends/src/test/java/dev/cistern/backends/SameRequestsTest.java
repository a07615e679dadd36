package dev.cistern.backends;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.blob.specialized.BlockBlobClient;
import com.azure.storage.common.StorageSharedKeyCredential;
import dev.cistern.backends.RecordingCloud.Seen;
import dev.cistern.backends.azure.AzureBackend;
import dev.cistern.backends.azure.AzureCredentials;
import dev.cistern.backends.azure.AzureLocation;
import dev.cistern.backends.azure.EntraTokens;
import dev.cistern.backends.http.ListMarkers;
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
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** What goes over the wire, ours beside that of the clouds' own clients: the same requests, signed so that both are right. */
final class SameRequestsTest {
    private static final List<String> KEYS =
            List.of("plain", "a b/ü+x", "q?x=1&y#z", "100%41", "a=b;c,d:e@f!g$h'i(j)k*l~");
    private static final String SECRET = "secret/of+amazons";
    private static final String AZURE_KEY = Base64.getEncoder().encodeToString(new byte[32]);

    private final Vertx vertx = Vertx.vertx();
    private final PooledHttpClient client = new PooledHttpClient(
            vertx,
            ClientOptions.defaults(),
            ClientSettings.http1(Settings.of(new KeyValues()).backends()),
            System::nanoTime,
            new Random(1));
    private final Upstream upstream = Upstream.once(client::send);
    private final PartMemory memory = new PartMemory(vertx, 64L << 20);

    @TempDir
    private Path folder = Path.of("");

    private RecordingCloud theirs = unstarted();
    private RecordingCloud ours = unstarted();

    @SuppressWarnings("NullAway") // started before each test
    private static RecordingCloud unstarted() {
        return null;
    }

    @BeforeEach
    void start() throws Exception {
        theirs = new RecordingCloud();
        ours = new RecordingCloud();
    }

    @AfterEach
    void close() throws Exception {
        theirs.close();
        ours.close();
        Object unused = client.close().transform(closed -> vertx.close()).await(20, TimeUnit.SECONDS);
    }

    private void on(Supplier<Future<?>> ask) throws Exception {
        io.vertx.core.Promise<Object> promise = io.vertx.core.Promise.promise();
        vertx.getOrCreateContext().runOnContext(now -> ask.get().onComplete(done -> {
            if (done.failed()) {
                promise.fail(done.cause());
            } else {
                promise.complete();
            }
        }));
        Object unused = promise.future().await(60, TimeUnit.SECONDS);
    }

    private void askAll(WritableBackend backend, String key) throws Exception {
        BackendPut put = new BackendPut(
                key,
                OptionalLong.of(3),
                Map.of(),
                Map.of(),
                Map.of("content-type", "text/x-test"),
                Map.of("colour", "blue"));
        on(() -> backend.put(put, new GivenBody(Buffer.buffer("abc"))));
        on(() -> backend.head(key));
        on(() -> backend.delete(key, Map.of()));
    }

    private static void compare(List<Seen> theirs, List<Seen> ours) {
        assertThat(ours).hasSameSizeAs(theirs);
        for (int i = 0; i < ours.size(); i++) {
            Seen one = theirs.get(i);
            Seen other = ours.get(i);
            assertThat(other.method() + " " + other.path()).isEqualTo(one.method() + " " + one.path());
            assertThat(other.header("Content-Type")).as(other.target()).isEqualTo(one.header("Content-Type"));
            for (String metadata : List.of("x-amz-meta-colour", "x-ms-meta-colour", "x-ms-blob-type")) {
                assertThat(other.header(metadata)).as(metadata + other.target()).isEqualTo(one.header(metadata));
            }
        }
    }

    @Test
    void requestsToAmazonAreThoseOfItsOwnClient() throws Exception {
        Path keys = Files.writeString(
                folder.resolve("keys"), "[default]\naws_access_key_id=AK\naws_secret_access_key=" + SECRET + "\n");
        S3Backend backend = new S3Backend(
                S3Location.parse(
                        "s3://bucket/?region=r-1&endpoint=" + ours.endpoint() + "&credentials_file=" + keys, "r-1"),
                "",
                new S3Credentials(vertx, InstantSource.system()),
                upstream,
                memory);
        try (S3Client amazons = S3Client.builder()
                .httpClient(UrlConnectionHttpClient.create())
                .endpointOverride(URI.create(theirs.endpoint()))
                .forcePathStyle(true)
                .region(Region.of("r-1"))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("AK", SECRET)))
                .build()) {
            for (String key : KEYS) {
                askAll(backend, key);
                var put = amazons.putObject(
                        request -> request.bucket("bucket")
                                .key(key)
                                .contentType("text/x-test")
                                .metadata(Map.of("colour", "blue")),
                        RequestBody.fromString("abc"));
                var head =
                        amazons.headObject(request -> request.bucket("bucket").key(key));
                var deleted =
                        amazons.deleteObject(request -> request.bucket("bucket").key(key));
                assertThat(List.of(put, head, deleted)).doesNotContainNull();
            }
            on(() -> backend.list(new ListableBackend.ListPart("a b/ü", "/", Optional.of("a b/ü+"), 7)));
            var listed = amazons.listObjectsV2(request -> request.bucket("bucket")
                    .prefix("a b/ü")
                    .delimiter("/")
                    .startAfter("a b/ü+")
                    .maxKeys(7)
                    .encodingType("url"));
            assertThat(listed).isNotNull();
        }

        assertSameAndSigned();
    }

    private void assertSameAndSigned() throws Exception {
        compare(theirs.requests, ours.requests);
        Seen list = ours.requests.get(ours.requests.size() - 1);
        // A slash stands for itself in a query, RFC 3986 §3.4.
        assertThat(list.query().stream().map(pair -> pair.replace("/", "%2F")))
                .isEqualTo(theirs.requests.get(theirs.requests.size() - 1).query());
        for (Seen request : theirs.requests) {
            assertThat(SigV4Check.isRight(request, SECRET))
                    .as("theirs: " + request.target())
                    .isTrue();
        }
        for (Seen request : ours.requests) {
            assertThat(SigV4Check.isRight(request, SECRET))
                    .as("ours: " + request.target())
                    .isTrue();
            assertThat(SigV4Check.isRight(request, "another")).isFalse();
        }
    }

    @Test
    void requestsToAzureAreThoseOfItsOwnClient() throws Exception {
        Path key = Files.writeString(folder.resolve("key"), AZURE_KEY);
        AzureBackend backend = new AzureBackend(
                AzureLocation.parse("az://account/container?endpoint=" + ours.endpoint() + "&key_file=" + key),
                "",
                upstream,
                new AzureBackend.Resources(
                        new AzureCredentials(vertx, InstantSource.system(), Map.of(), new EntraTokens()),
                        memory,
                        new ListMarkers()));
        StorageSharedKeyCredential credential = new StorageSharedKeyCredential("account", AZURE_KEY);
        BlobContainerClient container = new BlobContainerClientBuilder()
                .httpClient(new JdkHttpClientBuilder().build())
                .endpoint(theirs.endpoint() + "/account")
                .containerName("container")
                .credential(credential)
                .buildClient();
        for (String name : KEYS) {
            askAll(backend, name);
            BlockBlobClient blob = container.getBlobClient(name).getBlockBlobClient();
            var put = blob.uploadWithResponse(
                    new com.azure.storage.blob.options.BlockBlobSimpleUploadOptions(BinaryData.fromString("abc"))
                            .setMetadata(Map.of("colour", "blue")),
                    null,
                    com.azure.core.util.Context.NONE);
            boolean there = blob.exists();
            blob.delete();
            assertThat(put).isNotNull();
            assertThat(there).isTrue();
        }

        assertThat(ours.requests).hasSameSizeAs(theirs.requests);
        for (int i = 0; i < ours.requests.size(); i++) {
            Seen one = theirs.requests.get(i);
            Seen other = ours.requests.get(i);
            assertThat(other.method()).isEqualTo(one.method());
            // What need not be encoded may be.
            assertThat(URI.create(other.path()).getPath())
                    .isEqualTo(URI.create(one.path()).getPath());
            assertThat(other.header("x-ms-meta-colour")).isEqualTo(one.header("x-ms-meta-colour"));
            assertThat(other.header("x-ms-blob-type")).isEqualTo(one.header("x-ms-blob-type"));
            assertSignedBy(credential, theirs.endpoint(), one);
            assertSignedBy(credential, ours.endpoint(), other);
        }
    }

    private static void assertSignedBy(StorageSharedKeyCredential credential, String endpoint, Seen request)
            throws Exception {
        Map<String, String> headers = new HashMap<>();
        request.headers().forEach((name, values) -> headers.put(canonical(name), values.get(0)));
        headers.putIfAbsent("Content-Length", "0"); // The library wants one.
        String expected = credential.generateAuthorizationHeader(
                URI.create(endpoint + request.target()).toURL(), request.method(), headers, false);
        assertThat(request.header("Authorization")).as(request.target()).isEqualTo(expected);
    }

    /** Microsoft's library looks for these as they are written most. */
    private static String canonical(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "content-length" -> "Content-Length";
            case "content-type" -> "Content-Type";
            case "content-md5" -> "Content-MD5";
            default -> lower;
        };
    }
}
