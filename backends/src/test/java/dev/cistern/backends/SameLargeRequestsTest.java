package dev.cistern.backends;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.util.Context;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.specialized.BlockBlobClient;
import dev.cistern.backends.RecordingCloud.Seen;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

/** As {@link SameRequestsTest}: uploads in parts, parts that are read, many that are removed, conditions. */
final class SameLargeRequestsTest {
    private static final String KEY = "a b/ü+x";
    private static final String ETAG = "\"an-opaque-one\"";
    private static final String FIRST_PART = "p".repeat(TwoClouds.PART_BYTES);
    private static final int FIRST = 5;
    private static final int LAST = 14;
    /** Headers that say what a request is about, beside those that each client has of its own. */
    private static final List<String> MEANT =
            List.of("If-Match", "If-None-Match", "x-amz-meta-colour", "x-ms-meta-colour", "x-ms-blob-type");

    private static final Pattern KEY_IN_XML = Pattern.compile("<Key>([^<]*)</Key>");

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

    private static BackendPut put(Map<String, String> conditions, OptionalLong length) {
        return new BackendPut(
                KEY, length, conditions, Map.of(), Map.of("content-type", "text/x-test"), Map.of("colour", "blue"));
    }

    private static GivenBody abc() {
        return new GivenBody(Buffer.buffer("abc"));
    }

    private static GivenBody inTwoParts() {
        return new GivenBody(Buffer.buffer(FIRST_PART + "abc"));
    }

    private void readPart(Backend backend) throws Exception {
        clouds.on(() -> backend.read(new BackendPart(KEY, ETAG, FIRST, LAST - FIRST + 1))
                .onSuccess(BackendBody::cancel));
    }

    private List<Seen> theirs() {
        return inOrder(clouds.theirs.requests);
    }

    private List<Seen> ours() {
        return inOrder(clouds.ours.requests);
    }

    /** Parts are sent several at a time: the large one comes first here. */
    private static List<Seen> inOrder(List<Seen> requests) {
        List<Seen> ordered = new ArrayList<>(requests);
        List<Seen> parts = requests.stream()
                .filter(request -> request.target().contains("partNumber=")
                        || request.target().contains("blockid="))
                .sorted(Comparator.comparing((Seen part) -> -part.body().length()))
                .toList();
        for (int i = 0; i < ordered.size(); i++) {
            if (parts.contains(ordered.get(i))) {
                Collections.copy(ordered.subList(i, i + parts.size()), parts);
                break;
            }
        }
        return ordered;
    }

    private void assertSame() {
        assertThat(ours()).hasSameSizeAs(theirs());
        for (int i = 0; i < ours().size(); i++) {
            Seen one = theirs().get(i);
            Seen other = ours().get(i);
            String what = one.method() + " " + one.target();
            assertThat(other.method()).as(what).isEqualTo(one.method());
            assertThat(URI.create(other.path()).getPath())
                    .isEqualTo(URI.create(one.path()).getPath());
            assertThat(range(other)).as(what).isEqualTo(range(one));
            for (String header : MEANT) {
                assertThat(other.header(header)).as(header + " of " + what).isEqualTo(one.header(header));
            }
        }
    }

    private static String range(Seen request) {
        return request.header("x-ms-range") + request.header("Range");
    }

    private void assertSameQueriesAndSigned() throws Exception {
        for (int i = 0; i < ours().size(); i++) {
            assertThat(queryOf(ours().get(i))).isEqualTo(queryOf(theirs().get(i)));
        }
        for (Seen request : ours()) {
            SigV4Check.assertRight(request);
        }
    }

    /** Amazon's client says which of its operations a read is. */
    private static List<String> queryOf(Seen request) {
        return request.query().stream()
                .map(pair -> pair.replace("/", "%2F"))
                .filter(pair -> !pair.startsWith("x-id="))
                .toList();
    }

    @Test
    void uploadInPartsToAmazonIsThatOfItsOwnClient() throws Exception {
        WritableBackend backend = clouds.s3();
        clouds.on(() -> backend.put(put(Map.of(), OptionalLong.empty()), inTwoParts()));
        try (S3Client amazons = clouds.amazons()) {
            String id = amazons.createMultipartUpload(request -> request.bucket("bucket")
                            .key(KEY)
                            .contentType("text/x-test")
                            .metadata(Map.of("colour", "blue")))
                    .uploadId();
            List<CompletedPart> parts = new ArrayList<>();
            for (String part : List.of(FIRST_PART, "abc")) {
                int number = parts.size() + 1;
                String etag = amazons.uploadPart(
                                request -> request.bucket("bucket")
                                        .key(KEY)
                                        .uploadId(id)
                                        .partNumber(number),
                                RequestBody.fromString(part))
                        .eTag();
                parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
            }
            var done = amazons.completeMultipartUpload(request ->
                    request.bucket("bucket").key(KEY).uploadId(id).multipartUpload(upload -> upload.parts(parts)));
            assertThat(done).isNotNull();
        }

        assertSame();
        assertSameQueriesAndSigned();
        assertThat(ours().get(0).header("Content-Type"))
                .isEqualTo(theirs().get(0).header("Content-Type"));
        assertThat(ours().get(1).body()).isEqualTo(FIRST_PART);
        assertThat(ours().get(2).body()).isEqualTo("abc");
        for (Seen completion : List.of(ours().get(3), theirs().get(3))) {
            assertThat(completion.body().replace("&quot;", "\""))
                    .contains("<PartNumber>1</PartNumber>")
                    .contains("<PartNumber>2</PartNumber>")
                    .contains("<ETag>" + ETAG + "</ETag>");
        }
    }

    @Test
    void partsConditionsAndManyAtOnceAskAmazonAsItsOwnClientDoes() throws Exception {
        WritableBackend backend = clouds.s3();
        readPart(backend);
        clouds.on(() -> backend.get(KEY, Optional.of(ETAG)));
        clouds.on(() -> backend.put(put(Map.of("if-none-match", "*"), OptionalLong.of(3)), abc()));
        clouds.on(() -> backend.put(put(Map.of("if-match", ETAG), OptionalLong.of(3)), abc()));
        clouds.on(() -> backend.delete(KEY, Map.of("if-match", ETAG)));
        clouds.on(() -> backend.deleteAll(List.of("a&b", "c d", "ü")));
        try (S3Client amazons = clouds.amazons()) {
            var part = amazons.getObjectAsBytes(request -> request.bucket("bucket")
                    .key(KEY)
                    .range("bytes=" + FIRST + "-" + LAST)
                    .ifMatch(ETAG));
            var whole = amazons.getObjectAsBytes(
                    request -> request.bucket("bucket").key(KEY).ifNoneMatch(ETAG));
            for (boolean fresh : List.of(true, false)) {
                var written = amazons.putObject(
                        request -> {
                            var unused = request.bucket("bucket")
                                    .key(KEY)
                                    .contentType("text/x-test")
                                    .metadata(Map.of("colour", "blue"));
                            var conditioned = fresh ? request.ifNoneMatch("*") : request.ifMatch(ETAG);
                            assertThat(conditioned).isNotNull();
                        },
                        RequestBody.fromString("abc"));
                assertThat(written).isNotNull();
            }
            var deleted = amazons.deleteObject(
                    request -> request.bucket("bucket").key(KEY).ifMatch(ETAG));
            List<ObjectIdentifier> many = new ArrayList<>();
            for (String key : List.of("a&b", "c d", "ü")) {
                many.add(ObjectIdentifier.builder().key(key).build());
            }
            var all = amazons.deleteObjects(request ->
                    request.bucket("bucket").delete(keys -> keys.objects(many).quiet(true)));
            assertThat(List.of(part, whole, deleted, all)).doesNotContainNull();
        }

        assertSame();
        assertSameQueriesAndSigned();
        Seen one = theirs().get(theirs().size() - 1);
        Seen other = ours().get(ours().size() - 1);
        assertThat(keys(other)).isEqualTo(keys(one)).containsExactly("a&amp;b", "c d", "ü");
        assertThat(List.of(one, other)).allMatch(request -> request.body().contains("<Quiet>true</Quiet>"));
    }

    private static Set<String> keys(Seen request) {
        return KEY_IN_XML
                .matcher(request.body())
                .results()
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void uploadInBlocksAndConditionsAskAzureAsItsOwnClientDoes() throws Exception {
        WritableBackend backend = clouds.azure();
        clouds.on(() -> backend.put(put(Map.of(), OptionalLong.empty()), inTwoParts()));
        readPart(backend);
        clouds.on(() -> backend.put(put(Map.of("if-none-match", "*"), OptionalLong.of(3)), abc()));
        clouds.on(() -> backend.delete(KEY, Map.of("if-match", ETAG)));
        BlockBlobClient blob = clouds.microsofts().getBlobClient(KEY).getBlockBlobClient();
        List<String> blocks = new ArrayList<>();
        for (String part : List.of(FIRST_PART, "abc")) {
            String id = "block-" + blocks.size();
            String block = Base64.getEncoder().encodeToString(id.getBytes(StandardCharsets.US_ASCII));
            blob.stageBlock(block, bytes(part), part.length());
            blocks.add(block);
        }
        var committed = blob.commitBlockListWithResponse(
                blocks, null, Map.of("colour", "blue"), null, null, null, Context.NONE);
        var part = blob.downloadStreamWithResponse(
                new ByteArrayOutputStream(),
                new BlobRange(FIRST, (long) LAST - FIRST + 1),
                null,
                new BlobRequestConditions().setIfMatch(ETAG),
                false,
                null,
                Context.NONE);
        var written = blob.uploadWithResponse(
                bytes("abc"),
                3,
                null,
                Map.of("colour", "blue"),
                null,
                null,
                new BlobRequestConditions().setIfNoneMatch("*"),
                null,
                Context.NONE);
        var deleted = blob.deleteWithResponse(null, new BlobRequestConditions().setIfMatch(ETAG), null, Context.NONE);
        assertThat(List.of(committed, part, written, deleted)).doesNotContainNull();

        assertSame();
        for (int i = 0; i < ours().size(); i++) {
            AzureCheck.assertSigned(clouds.theirs, theirs().get(i));
            AzureCheck.assertSigned(clouds.ours, ours().get(i));
        }
        assertBlocksAreCommitted();
    }

    private void assertBlocksAreCommitted() {
        for (List<Seen> requests : List.of(ours(), theirs())) {
            assertThat(requests.get(0).query()).contains("comp=block").hasSize(2);
            assertThat(requests.get(0).body()).isEqualTo(FIRST_PART);
            assertThat(requests.get(2).query()).containsExactly("comp=blocklist");
            assertThat(requests.get(2).body())
                    .contains("<Latest>" + blockId(requests.get(0)) + "</Latest>")
                    .contains("<Latest>" + blockId(requests.get(1)) + "</Latest>");
        }
    }

    private static ByteArrayInputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String blockId(Seen request) {
        return request.query().stream()
                .filter(pair -> pair.startsWith("blockid="))
                .map(pair -> URLDecoder.decode(pair.substring("blockid=".length()), StandardCharsets.UTF_8))
                .findFirst()
                .orElseThrow();
    }
}
