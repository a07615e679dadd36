package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static dev.cistern.node.S3Client.element;
import static dev.cistern.node.S3Client.outcome;
import static dev.cistern.node.S3Client.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Object lock over S3, against a real node that has no users. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class S3LocksTest {
    private static final String BYPASS = "x-amz-bypass-governance-retention";
    private static final String MODE = "x-amz-object-lock-mode";
    private static final String UNTIL = "x-amz-object-lock-retain-until-date";
    private static final String HOLD = "x-amz-object-lock-legal-hold";

    /** Far enough away that no test meets it. */
    private final Instant soon = Instant.now().plus(10, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);

    private final Instant later = soon.plus(10, ChronoUnit.DAYS);

    @TempDir
    private static Path folder = Path.of("");

    private RunningNode node = unstarted();

    @SuppressWarnings("NullAway") // started before each test
    private static RunningNode unstarted() {
        return null;
    }

    @BeforeAll
    void start() throws Exception {
        node = RunningNode.start(folder.resolve("data"));
        assertThat(outcome(send("PUT", "/locked", "", "x-amz-bucket-object-lock-enabled", "true")))
                .isEqualTo("200");
        send("PUT", "/plain", "");
        send("PUT", "/plain/k", "x");
    }

    @AfterAll
    void stop() throws Exception {
        node.close();
    }

    @CanIgnoreReturnValue
    private HttpResponse<byte[]> send(String method, String path, String body, String... headers) throws Exception {
        return node.send(method, path, bytes(body), headers);
    }

    @CanIgnoreReturnValue
    private String put(String path, String... headers) throws Exception {
        HttpResponse<byte[]> put = send("PUT", path, "x", headers);
        assertThat(outcome(put)).as(path).isEqualTo("200");
        return put.headers().firstValue("x-amz-version-id").orElse("");
    }

    private static String header(HttpResponse<byte[]> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static String retention(String mode, String until) {
        return "<Retention><Mode>" + mode + "</Mode><RetainUntilDate>" + until + "</RetainUntilDate></Retention>";
    }

    private static String rule(String inside) {
        return "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule><DefaultRetention>"
                + inside + "</DefaultRetention></Rule></ObjectLockConfiguration>";
    }

    @Test
    void bucketMadeForLocksKeepsVersions() throws Exception {
        assertThat(element(send("GET", "/locked?versioning", ""), "Status")).isEqualTo("Enabled");
        HttpResponse<byte[]> configuration = send("GET", "/locked?object-lock", "");
        assertThat(element(configuration, "ObjectLockEnabled")).isEqualTo("Enabled");
        assertThat(outcome(send(
                        "PUT",
                        "/locked?versioning",
                        "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>")))
                .isEqualTo("409 InvalidBucketState");
        assertThat(outcome(send("GET", "/plain?object-lock", "")))
                .isEqualTo("404 ObjectLockConfigurationNotFoundError");
    }

    @Test
    void locksAreConfiguredWhereThereAreVersions() throws Exception {
        send("PUT", "/ruled", "");
        String days = rule("<Mode>GOVERNANCE</Mode><Days>3</Days>");
        assertThat(outcome(send("PUT", "/ruled?object-lock", days))).isEqualTo("409 InvalidBucketState");
        send("PUT", "/ruled?versioning", "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>");
        assertThat(outcome(send("PUT", "/ruled?object-lock", days))).isEqualTo("200");
        assertThat(text(send("GET", "/ruled?object-lock", "")))
                .contains("<Rule><DefaultRetention><Mode>GOVERNANCE</Mode><Days>3</Days></DefaultRetention></Rule>");
        String version = put("/ruled/k");
        HttpResponse<byte[]> head = send("HEAD", "/ruled/k", "");
        assertThat(header(head, MODE)).isEqualTo("GOVERNANCE");
        assertThat(Instant.parse(header(head, UNTIL)))
                .isBetween(Instant.now().plus(2, ChronoUnit.DAYS), Instant.now().plus(4, ChronoUnit.DAYS));
        assertThat(outcome(send("DELETE", "/ruled/k?versionId=" + version, ""))).isEqualTo("403 AccessDenied");
        assertThat(outcome(send("PUT", "/ruled?object-lock", rule("<Mode>COMPLIANCE</Mode><Years>1</Years>"))))
                .isEqualTo("200");
        assertThat(text(send("GET", "/ruled?object-lock", ""))).contains("<Years>1</Years>");
    }

    @Test
    void configurationThatIsNoneIsRefused() throws Exception {
        List<String> malformed = List.of(
                rule("<Mode>GOVERNANCE</Mode><Days>1</Days><Years>1</Years>"),
                rule("<Mode>GOVERNANCE</Mode>"),
                rule("<Mode>governance</Mode><Days>1</Days>"),
                rule("<Days>1</Days>"),
                rule("<Mode>GOVERNANCE</Mode><Days>many</Days>"),
                rule("").replace("Enabled</Ob", "Disabled</Ob"),
                "<ObjectLockConfiguration/>",
                "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule/></ObjectLockConfiguration>");
        for (String document : malformed) {
            assertThat(outcome(send("PUT", "/locked?object-lock", document)))
                    .as(document)
                    .isEqualTo("400 MalformedXML");
        }
        for (String period :
                List.of("<Days>0</Days>", "<Years>-1</Years>", "<Days>36501</Days>", "<Years>101</Years>")) {
            assertThat(outcome(send("PUT", "/locked?object-lock", rule("<Mode>GOVERNANCE</Mode>" + period))))
                    .as(period)
                    .isEqualTo("400 InvalidRetentionPeriod");
        }
    }

    @Test
    void objectIsWrittenWithItsLock() throws Exception {
        String version = put("/locked/headers", MODE, "GOVERNANCE", UNTIL, soon.toString(), HOLD, "ON");
        HttpResponse<byte[]> get = send("GET", "/locked/headers", "");

        assertThat(header(get, MODE)).isEqualTo("GOVERNANCE");
        assertThat(Instant.parse(header(get, UNTIL))).isEqualTo(soon);
        assertThat(header(get, HOLD)).isEqualTo("ON");
        assertThat(element(send("GET", "/locked/headers?legal-hold", ""), "Status"))
                .isEqualTo("ON");
        assertThat(element(send("GET", "/locked/headers?retention&versionId=" + version, ""), "Mode"))
                .isEqualTo("GOVERNANCE");
        assertThat(outcome(send("DELETE", "/locked/headers?versionId=" + version, "", BYPASS, "true")))
                .isEqualTo("403 AccessDenied");
        assertThat(outcome(send("PUT", "/locked/headers?legal-hold", "<LegalHold><Status>OFF</Status></LegalHold>")))
                .isEqualTo("200");
        assertThat(element(send("GET", "/locked/headers?legal-hold", ""), "Status"))
                .isEqualTo("OFF");
        assertThat(outcome(send("DELETE", "/locked/headers?versionId=" + version, "")))
                .isEqualTo("403 AccessDenied");
        assertThat(outcome(send("DELETE", "/locked/headers?versionId=" + version, "", BYPASS, "true")))
                .isEqualTo("204");
    }

    @Test
    void copiesAndUploadsInPartsAreWrittenWithTheirLocksToo() throws Exception {
        put("/locked/source", MODE, "COMPLIANCE", UNTIL, soon.toString());
        HttpResponse<byte[]> copied = send(
                "PUT",
                "/locked/copy",
                "",
                "x-amz-copy-source",
                "/locked/source",
                MODE,
                "GOVERNANCE",
                UNTIL,
                later.toString());
        assertThat(outcome(copied)).isEqualTo("200");
        assertThat(header(send("HEAD", "/locked/copy", ""), MODE)).isEqualTo("GOVERNANCE");
        send("PUT", "/locked/unlocked", "", "x-amz-copy-source", "/locked/source");
        assertThat(header(send("HEAD", "/locked/unlocked", ""), MODE)).isEmpty();

        String upload = element(send("POST", "/locked/parts?uploads", "", HOLD, "ON"), "UploadId");
        HttpResponse<byte[]> part = send("PUT", "/locked/parts?partNumber=1&uploadId=" + upload, "x");
        HttpResponse<byte[]> complete = send(
                "POST",
                "/locked/parts?uploadId=" + upload,
                "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>" + header(part, "etag")
                        + "</ETag></Part></CompleteMultipartUpload>");
        assertThat(header(send("HEAD", "/locked/parts", ""), HOLD)).isEqualTo("ON");
        assertThat(outcome(send("DELETE", "/locked/parts?versionId=" + header(complete, "x-amz-version-id"), "")))
                .isEqualTo("403 AccessDenied");
    }

    @Test
    void retentionIsChangedAsItsModeAllows() throws Exception {
        String path = "/locked/retained?retention";
        String version = put("/locked/retained");
        assertThat(outcome(send("GET", path, ""))).isEqualTo("404 NoSuchObjectLockConfiguration");
        assertThat(outcome(send("PUT", path, retention("GOVERNANCE", later.toString()))))
                .isEqualTo("200");
        HttpResponse<byte[]> told = send("GET", path, "");
        assertThat(element(told, "Mode")).isEqualTo("GOVERNANCE");
        assertThat(Instant.parse(element(told, "RetainUntilDate"))).isEqualTo(later);

        String shorter = retention("GOVERNANCE", soon.toString());
        assertThat(outcome(send("PUT", path, shorter))).isEqualTo("403 AccessDenied");
        assertThat(outcome(send("PUT", path, retention("COMPLIANCE", later.toString()))))
                .isEqualTo("403 AccessDenied");
        assertThat(outcome(send("PUT", path, "<Retention/>"))).isEqualTo("403 AccessDenied");
        assertThat(outcome(send("PUT", path, shorter, BYPASS, "true"))).isEqualTo("200");
        assertThat(outcome(send("PUT", path, "<Retention/>", BYPASS, "true"))).isEqualTo("200");
        assertThat(outcome(send("GET", path, ""))).isEqualTo("404 NoSuchObjectLockConfiguration");
        assertThat(outcome(send("PUT", path, retention("COMPLIANCE", soon.toString()))))
                .isEqualTo("200");
        assertThat(outcome(send("PUT", path, retention("COMPLIANCE", later.toString()))))
                .isEqualTo("200");
        assertThat(outcome(send("PUT", path, retention("COMPLIANCE", soon.toString()), BYPASS, "true")))
                .isEqualTo("403 AccessDenied");
        assertThat(outcome(send("DELETE", "/locked/retained?versionId=" + version, "", BYPASS, "true")))
                .isEqualTo("403 AccessDenied");
    }

    @Test
    void locksOfABucketWithoutThemAreRefused() throws Exception {
        String until = soon.toString();
        List<HttpResponse<byte[]>> refused = List.of(
                send("PUT", "/plain/k?retention", retention("GOVERNANCE", until)),
                send("GET", "/plain/k?retention", ""),
                send("PUT", "/plain/k?legal-hold", "<LegalHold><Status>ON</Status></LegalHold>"),
                send("GET", "/plain/k?legal-hold", ""),
                send("PUT", "/plain/k", "x", MODE, "GOVERNANCE", UNTIL, until),
                send("PUT", "/plain/k", "x", HOLD, "ON"),
                send("POST", "/plain/k?uploads", "", HOLD, "ON"));
        for (HttpResponse<byte[]> response : refused) {
            assertThat(outcome(response)).isEqualTo("400 InvalidRequest");
            assertThat(element(response, "Message")).startsWith("Bucket is missing Object Lock Configuration");
        }
    }

    @Test
    void locksThatAreNoneAreRefused() throws Exception {
        put("/locked/wrong");
        String past = "2020-01-01T00:00:00Z";
        assertThat(outcome(send("PUT", "/locked/wrong?retention", retention("governance", soon.toString()))))
                .isEqualTo("400 MalformedXML");
        assertThat(outcome(send("PUT", "/locked/wrong?retention", retention("GOVERNANCE", "soon"))))
                .isEqualTo("400 MalformedXML");
        assertThat(outcome(send("PUT", "/locked/wrong?retention", retention("GOVERNANCE", "+1000000-01-01T00:00:00Z"))))
                .isEqualTo("400 MalformedXML");
        assertThat(outcome(send("PUT", "/locked/wrong?retention", "<Retention><Mode>GOVERNANCE</Mode></Retention>")))
                .isEqualTo("400 MalformedXML");
        assertThat(outcome(send("PUT", "/locked/wrong?retention", retention("GOVERNANCE", past))))
                .isEqualTo("400 InvalidArgument");
        assertThat(outcome(send("PUT", "/locked/wrong?legal-hold", "<LegalHold><Status>on</Status></LegalHold>")))
                .isEqualTo("400 MalformedXML");
        assertThat(outcome(send("PUT", "/locked/wrong", "x", MODE, "GOVERNANCE")))
                .isEqualTo("400 InvalidArgument");
        assertThat(outcome(send("PUT", "/locked/wrong", "x", UNTIL, soon.toString())))
                .isEqualTo("400 InvalidArgument");
        assertThat(outcome(send("PUT", "/locked/wrong", "x", MODE, "NONE", UNTIL, soon.toString())))
                .isEqualTo("400 InvalidArgument");
        assertThat(outcome(send("PUT", "/locked/wrong", "x", MODE, "GOVERNANCE", UNTIL, past)))
                .isEqualTo("400 InvalidArgument");
        assertThat(outcome(send("PUT", "/locked/wrong", "x", HOLD, "on"))).isEqualTo("400 InvalidArgument");
        assertThat(outcome(send("GET", "/locked/nothing?retention", ""))).isEqualTo("404 NoSuchKey");
    }

    @Test
    void lockedVersionsAreLeftOutOfManyThatAreRemoved() throws Exception {
        String locked = put("/locked/m1", MODE, "GOVERNANCE", UNTIL, soon.toString());
        String free = put("/locked/m2");
        String document = "<Delete><Object><Key>m1</Key><VersionId>" + locked + "</VersionId></Object>"
                + "<Object><Key>m2</Key><VersionId>" + free + "</VersionId></Object></Delete>";
        HttpResponse<byte[]> some = send("POST", "/locked?delete", document);

        assertThat(text(some))
                .contains("<Error><Key>m1</Key><VersionId>" + locked + "</VersionId><Code>AccessDenied</Code>")
                .contains("<Deleted><Key>m2</Key>");
        assertThat(text(send("POST", "/locked?delete", document, BYPASS, "true")))
                .doesNotContain("<Error>");
    }
}
