package dev.cistern.backends;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.specialized.BlockBlobClient;
import dev.cistern.backends.RecordingCloud.Seen;
import dev.cistern.backends.azure.AzureBackend;
import dev.cistern.backends.s3.S3Backend;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** What goes over the wire, ours beside that of the clouds' own clients: the same requests, signed so that both are right. */
final class SameRequestsTest {
    private static final List<String> KEYS =
            List.of("plain", "a b/ü+x", "q?x=1&y#z", "100%41", "a=b;c,d:e@f!g$h'i(j)k*l~");

    @TempDir
    private Path folder = Path.of("");

    private TwoClouds clouds = unstarted();

    @SuppressWarnings("NullAway") // started before each test
    private static TwoClouds unstarted() {
        return null;
    }

    @BeforeEach
    void start() throws Exception {
        clouds = new TwoClouds(folder);
    }

    @AfterEach
    void close() throws Exception {
        clouds.close();
    }

    private void askAll(WritableBackend backend, String key) throws Exception {
        BackendPut put = new BackendPut(
                key,
                OptionalLong.of(3),
                Map.of(),
                Map.of(),
                Map.of("content-type", "text/x-test"),
                Map.of("colour", "blue"));
        clouds.on(() -> backend.put(put, new GivenBody(Buffer.buffer("abc"))));
        clouds.on(() -> backend.head(key));
        clouds.on(() -> backend.delete(key, Map.of()));
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
        S3Backend backend = clouds.s3();
        try (S3Client amazons = clouds.amazons()) {
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
            clouds.on(() -> backend.list(new ListableBackend.ListPart("a b/ü", "/", Optional.of("a b/ü+"), 7)));
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
        List<Seen> theirs = clouds.theirs.requests;
        List<Seen> ours = clouds.ours.requests;
        compare(theirs, ours);
        // A slash stands for itself in a query, RFC 3986 §3.4.
        assertThat(ours.get(ours.size() - 1).query().stream().map(pair -> pair.replace("/", "%2F")))
                .isEqualTo(theirs.get(theirs.size() - 1).query());
        for (Seen request : theirs) {
            SigV4Check.assertRight(request);
        }
        for (Seen request : ours) {
            SigV4Check.assertRight(request);
        }
    }

    @Test
    void requestsToAzureAreThoseOfItsOwnClient() throws Exception {
        AzureBackend backend = clouds.azure();
        BlobContainerClient container = clouds.microsofts();
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

        assertThat(clouds.ours.requests).hasSameSizeAs(clouds.theirs.requests);
        for (int i = 0; i < clouds.ours.requests.size(); i++) {
            Seen one = clouds.theirs.requests.get(i);
            Seen other = clouds.ours.requests.get(i);
            assertThat(other.method()).isEqualTo(one.method());
            // What need not be encoded may be.
            assertThat(URI.create(other.path()).getPath())
                    .isEqualTo(URI.create(one.path()).getPath());
            assertThat(other.header("x-ms-meta-colour")).isEqualTo(one.header("x-ms-meta-colour"));
            assertThat(other.header("x-ms-blob-type")).isEqualTo(one.header("x-ms-blob-type"));
            AzureCheck.assertSigned(clouds.theirs, one);
            AzureCheck.assertSigned(clouds.ours, other);
        }
    }
}
