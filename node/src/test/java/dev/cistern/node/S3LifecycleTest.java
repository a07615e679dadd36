package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static dev.cistern.node.S3Client.element;
import static dev.cistern.node.S3Client.outcome;
import static dev.cistern.node.S3Client.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Lifecycle rules of buckets: which are taken, and what is told of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class S3LifecycleTest {
    private static final String DAYS = "<Expiration><Days>2</Days></Expiration>";

    @TempDir
    private static Path folder = Path.of("");

    private RunningNode node = unstarted();

    @BeforeAll
    void start() throws Exception {
        node = RunningNode.start(folder.resolve("data"));
        node.createBucket("ruled");
        node.createBucket("checked");
    }

    @AfterAll
    void stop() throws Exception {
        node.close();
    }

    private HttpResponse<byte[]> put(String bucket, String rules) throws Exception {
        return node.send(
                "PUT",
                "/" + bucket + "?lifecycle",
                bytes("<LifecycleConfiguration>" + rules + "</LifecycleConfiguration>"));
    }

    private String refused(String rules) throws Exception {
        return outcome(put("checked", rules));
    }

    private static String rule(String filter, String action) {
        return "<Rule>" + filter + "<Status>Enabled</Status>" + action + "</Rule>";
    }

    private static String filtered(String conditions) {
        return rule("<Filter>" + conditions + "</Filter>", DAYS);
    }

    private static String expiry(HttpResponse<byte[]> response) {
        return response.headers().firstValue("x-amz-expiration").orElse("-");
    }

    @Test
    void rulesComeBackAsTheyWerePutUntilTheyAreTakenAway() throws Exception {
        node.createBucket("cycle");
        assertThat(outcome(node.get("/cycle?lifecycle"))).isEqualTo("404 NoSuchLifecycleConfiguration");
        String rules = "<Rule><ID>old</ID><Prefix>a/</Prefix><Status>Disabled</Status>" + DAYS + "</Rule>"
                + "<Rule><ID>new</ID><Filter><And><Prefix>b/</Prefix><Tag><Key>t</Key><Value>1</Value></Tag>"
                + "<ObjectSizeGreaterThan>5</ObjectSizeGreaterThan></And></Filter><Status>Enabled</Status>"
                + "<Expiration><Date>2030-01-31T00:00:00Z</Date></Expiration><NoncurrentVersionExpiration>"
                + "<NoncurrentDays>7</NoncurrentDays><NewerNoncurrentVersions>3</NewerNoncurrentVersions>"
                + "</NoncurrentVersionExpiration></Rule>"
                + "<Rule><ID>rest</ID><Filter></Filter><Status>Enabled</Status>"
                + "<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>"
                + "<AbortIncompleteMultipartUpload><DaysAfterInitiation>1</DaysAfterInitiation>"
                + "</AbortIncompleteMultipartUpload></Rule>";
        assertThat(outcome(put("cycle", rules))).isEqualTo("200");
        assertThat(text(node.get("/cycle?lifecycle"))).contains(rules);
        assertThat(outcome(node.send("DELETE", "/cycle?lifecycle", bytes("")))).isEqualTo("204");
        assertThat(outcome(node.get("/cycle?lifecycle"))).isEqualTo("404 NoSuchLifecycleConfiguration");
        assertThat(outcome(put("missing", rules))).isEqualTo("404 NoSuchBucket");
    }

    @Test
    void ruleWithoutAnIdGetsOne() throws Exception {
        node.createBucket("nameless");
        assertThat(outcome(put("nameless", filtered("") + filtered("<Prefix>a</Prefix>"))))
                .isEqualTo("200");
        String first = element(node.get("/nameless?lifecycle"), "ID");
        assertThat(first).isNotEmpty();
        assertThat(outcome(put("nameless", filtered("") + filtered("<Prefix>a</Prefix>"))))
                .isEqualTo("200");
        assertThat(element(node.get("/nameless?lifecycle"), "ID")).isEqualTo(first);
    }

    @Test
    void rulesThatBreakTheSchemaAreRefused() throws Exception {
        assertThat(refused("")).isEqualTo("400 MalformedXML");
        assertThat(refused("<Other/>")).isEqualTo("400 MalformedXML");
        assertThat(refused(rule("", DAYS))).isEqualTo("400 MalformedXML");
        assertThat(refused(rule("<Prefix/><Filter/>", DAYS))).isEqualTo("400 MalformedXML");
        assertThat(refused(rule("<Prefix/><Other/>", DAYS))).isEqualTo("400 MalformedXML");
        assertThat(refused(filtered("").replace("Enabled", "enabled"))).isEqualTo("400 MalformedXML");
        assertThat(refused(filtered("<Prefix>a</Prefix><ObjectSizeLessThan>9</ObjectSizeLessThan>")))
                .isEqualTo("400 MalformedXML");
        assertThat(refused(filtered("<And></And>"))).isEqualTo("400 MalformedXML");
        assertThat(refused(filtered("<Tag><Key>k</Key></Tag>"))).isEqualTo("400 MalformedXML");
        assertThat(refused(rule("<Filter/>", "<Expiration></Expiration>"))).isEqualTo("400 MalformedXML");
        assertThat(refused(rule("<Filter/>", "<Expiration><Date>20200101</Date></Expiration>")))
                .isEqualTo("400 MalformedXML");
        String both = "<Expiration><Days>1</Days><Date>2030-01-31T00:00:00Z</Date></Expiration>";
        assertThat(refused(rule("<Filter/>", both))).isEqualTo("400 MalformedXML");
        assertThat(refused(filtered("").repeat(1_001))).isEqualTo("400 MalformedXML");
        assertThat(refused(filtered("").repeat(1_000))).isEqualTo("200");
    }

    @Test
    void rulesThatMakeNoSenseAreRefused() throws Exception {
        String id = "<ID>" + "i".repeat(256) + "</ID><Filter/>";
        assertThat(refused(rule(id, DAYS))).isEqualTo("400 InvalidArgument");
        assertThat(refused(rule("<ID>same</ID><Filter/>", DAYS).repeat(2))).isEqualTo("400 InvalidArgument");
        assertThat(refused(rule("<Filter/>", DAYS.replace('2', '0')))).isEqualTo("400 InvalidArgument");
        assertThat(refused(rule("<Filter/>", DAYS.replace("2", "-1")))).isEqualTo("400 InvalidArgument");
        assertThat(refused(rule("<Filter/>", "<Expiration><Date>2030-01-31T01:00:00Z</Date></Expiration>")))
                .isEqualTo("400 InvalidArgument");
        String noncurrent = "<NoncurrentVersionExpiration><NoncurrentDays>%d</NoncurrentDays>"
                + "<NewerNoncurrentVersions>%d</NewerNoncurrentVersions></NoncurrentVersionExpiration>";
        assertThat(refused(rule("<Filter/>", noncurrent.formatted(0, 1)))).isEqualTo("400 InvalidArgument");
        assertThat(refused(rule("<Filter/>", noncurrent.formatted(1, 101)))).isEqualTo("400 InvalidArgument");
        String abort = "<AbortIncompleteMultipartUpload><DaysAfterInitiation>%d</DaysAfterInitiation>"
                + "</AbortIncompleteMultipartUpload>";
        assertThat(refused(rule("<Filter/>", abort.formatted(0)))).isEqualTo("400 InvalidArgument");
        String tagged = "<Filter><Tag><Key>k</Key><Value>v</Value></Tag></Filter>";
        assertThat(refused(rule(tagged, abort.formatted(1)))).isEqualTo("400 InvalidRequest");
        assertThat(refused(rule(
                        tagged,
                        DAYS.replace(
                                "Days>2</Days", "ExpiredObjectDeleteMarker>true</" + "ExpiredObjectDeleteMarker"))))
                .isEqualTo("400 InvalidRequest");
        assertThat(refused(rule("<Filter/>", ""))).isEqualTo("400 InvalidRequest");
        String tag = "<Tag><Key>k</Key><Value>v</Value></Tag>";
        assertThat(refused(filtered("<And>" + tag + tag + "</And>"))).isEqualTo("400 InvalidRequest");
        String sizes = "<And><ObjectSizeGreaterThan>9</ObjectSizeGreaterThan><ObjectSizeLessThan>9</ObjectSizeLessThan>"
                + "</And>";
        assertThat(refused(filtered(sizes))).isEqualTo("400 InvalidRequest");
        assertThat(refused(filtered("<Prefix>" + "p".repeat(1_025) + "</Prefix>")))
                .isEqualTo("400 InvalidRequest");
        String transition = "<Transition><Days>1</Days><StorageClass>GLACIER</StorageClass></Transition>";
        assertThat(refused(rule("<Filter/>", transition))).isEqualTo("400 InvalidStorageClass");
    }

    @Test
    void answersSayWhenTheirObjectExpires() throws Exception {
        assertThat(outcome(put("ruled", rule("<ID>logs rule</ID><Filter><Prefix>logs/</Prefix></Filter>", DAYS))))
                .isEqualTo("200");
        HttpResponse<byte[]> stored = node.send("PUT", "/ruled/logs/a", bytes("x"));
        String wanted = expiry(stored);
        assertThat(wanted).matches("expiry-date=\"[A-Z][a-z]{2}, .* 00:00:00 GMT\", rule-id=\"logs%20rule\"");
        assertThat(expiry(node.get("/ruled/logs/a"))).isEqualTo(wanted);
        assertThat(expiry(node.send("HEAD", "/ruled/logs/a", bytes("")))).isEqualTo(wanted);
        HttpResponse<byte[]> copied =
                node.send("PUT", "/ruled/logs/b", bytes(""), "x-amz-copy-source", "/ruled/logs/a");
        assertThat(outcome(copied)).isEqualTo("200");
        assertThat(expiry(copied)).startsWith("expiry-date=");
        HttpResponse<byte[]> posted = new SignedForm().field("key", "logs/c").post(node, "/ruled", "x");
        assertThat(expiry(posted)).startsWith("expiry-date=");
        assertThat(expiry(node.send("PUT", "/ruled/other", bytes("x")))).isEqualTo("-");
        assertThat(outcome(node.send("DELETE", "/ruled?lifecycle", bytes("")))).isEqualTo("204");
        assertThat(expiry(node.get("/ruled/logs/a"))).isEqualTo("-");
    }

    /** Asks without a pause until it is so: the walk comes every second. */
    @Test
    void nodeCarriesOutItsRulesByItself() throws Exception {
        try (RunningNode walking = RunningNode.start(folder.resolve("walking"), "store.lifecycle_interval=1s")) {
            walking.createBucket("gone");
            assertThat(outcome(walking.send("PUT", "/gone/k", bytes("x")))).isEqualTo("200");
            Instant today = Instant.now().truncatedTo(ChronoUnit.DAYS);
            String rule = rule("<Filter/>", "<Expiration><Date>" + today + "</Date></Expiration>");
            HttpResponse<byte[]> put = walking.send(
                    "PUT", "/gone?lifecycle", bytes("<LifecycleConfiguration>" + rule + "</LifecycleConfiguration>"));
            assertThat(outcome(put)).isEqualTo("200");
            int asked = 0;
            while (!text(walking.get("/_metrics")).contains("cistern_lifecycle_objects_expired_total 1.0")) {
                asked++;
                assertThat(asked).isLessThan(20_000);
            }
            assertThat(outcome(walking.get("/gone/k"))).isEqualTo("404 NoSuchKey");
        }
    }

    @SuppressWarnings("NullAway") // started before each test
    private static RunningNode unstarted() {
        return null;
    }
}
