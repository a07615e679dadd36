package dev.cistern.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cistern cors} and {@code cistern lifecycle}. */
final class BucketDocumentsTest {
    private static final String CORS = "{\"CORSRules\":[{\"AllowedMethods\":[\"GET\",\"PUT\"],"
            + "\"AllowedOrigins\":[\"https://a\"],\"MaxAgeSeconds\":30}]}";
    private static final String RULES = "{\"Rules\":[{\"ID\":\"old\",\"Prefix\":\"\",\"Status\":\"Disabled\","
            + "\"Expiration\":{\"Date\":\"2030-01-31T00:00:00Z\"}},"
            + "{\"ID\":\"new\",\"Filter\":{\"And\":{\"Prefix\":\"a/\",\"Tags\":[{\"Key\":\"t\",\"Value\":\"1\"}],"
            + "\"ObjectSizeGreaterThan\":5}},\"Status\":\"Enabled\",\"Expiration\":{\"Days\":3},"
            + "\"NoncurrentVersionExpiration\":{\"NoncurrentDays\":7,\"NewerNoncurrentVersions\":2},"
            + "\"AbortIncompleteMultipartUpload\":{\"DaysAfterInitiation\":1}}]}";

    private final FakeNode node = new FakeNode();

    @TempDir
    private Path folder = Path.of("");

    BucketDocumentsTest() throws IOException {}

    @AfterEach
    void stop() {
        node.close();
    }

    private String sent() {
        return node.requests.get(node.requests.size() - 1);
    }

    @Test
    void rulesOfCorsAreShownForPeopleAndPrograms() {
        node.answer("GET /v1/buckets/photos/cors", 200, CORS);

        assertThat(CommandRun.of(node, "cors", "get", "photos").out())
                .contains("https://a  GET PUT")
                .contains("30 s");
        assertThat(CommandRun.of(node, "cors", "get", "photos", "--json").out()).contains("\"AllowedOrigins\"");
    }

    @Test
    void rulesOfLifecycleAreShownForPeople() {
        node.answer("GET /v1/buckets/photos/lifecycle", 200, RULES);

        assertThat(CommandRun.of(node, "lifecycle", "get", "photos").out())
                .contains("all objects")
                .contains("expire from 2030-01-31T00:00:00Z")
                .contains("a/, t=1, > 5 B")
                .contains("expire after 3 d, remove old versions after 7 d but 2, give up uploads after 1 d");
    }

    @Test
    void shortcutsMakeOneRule() {
        node.answer("PUT /v1/buckets/photos/cors", 200, "null");
        node.answer("PUT /v1/buckets/photos/lifecycle", 200, "null");

        CommandRun cors = CommandRun.of(
                node, "cors", "set", "photos", "--allow-origin", "https://a,https://b", "--allow-method", "GET");
        assertThat(cors.err()).isEqualTo("set the CORS rules of photos\n");
        assertThat(sent())
                .contains("\"AllowedOrigins\":[\"https://a\",\"https://b\"],\"AllowedMethods\":[\"GET\"],"
                        + "\"AllowedHeaders\":[\"*\"],\"ExposeHeaders\":[\"ETag\"]");
        CommandRun lifecycle =
                CommandRun.of(node, "lifecycle", "set", "photos", "--expire-after", "30d", "--prefix", "logs/");
        assertThat(lifecycle.err()).isEqualTo("set the lifecycle rules of photos\n");
        assertThat(sent())
                .contains(
                        "{\"Rules\":[{\"Filter\":{\"Prefix\":\"logs/\"},\"Status\":\"Enabled\",\"Expiration\":{\"Days\":30}}]}");
    }

    @Test
    void fileIsSentAsItIs() throws Exception {
        node.answer("PUT /v1/buckets/photos/lifecycle", 200, "null");
        Path file = Files.writeString(folder.resolve("rules.json"), RULES);

        assertThat(CommandRun.of(node, "lifecycle", "set", "photos", file.toString())
                        .exitCode())
                .isZero();
        assertThat(sent()).contains(RULES);
        assertThat(CommandRun.with(node.endpoint(), CORS, "cors", "set", "photos", "-")
                        .exitCode())
                .isEqualTo(ExitCode.NOT_FOUND);
        CommandRun broken = CommandRun.with(node.endpoint(), "[]", "cors", "set", "photos", "-");
        assertThat(broken.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(broken.err()).contains("holds no JSON object");
    }

    @Test
    void rulesAreRemoved() {
        node.answer("DELETE /v1/buckets/photos/cors", 200, "null");
        node.answer("DELETE /v1/buckets/photos/lifecycle", 200, "null");

        assertThat(CommandRun.of(node, "cors", "rm", "photos").err()).isEqualTo("removed the CORS rules of photos\n");
        assertThat(CommandRun.of(node, "lifecycle", "rm", "photos").err())
                .isEqualTo("removed the lifecycle rules of photos\n");
    }

    @Test
    void whatToSetMustBeSaidOnce() {
        assertThat(CommandRun.of(node, "cors", "set", "photos").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(CommandRun.of(node, "lifecycle", "set", "photos").exitCode()).isEqualTo(ExitCode.USAGE);
        CommandRun hours = CommandRun.of(node, "lifecycle", "set", "photos", "--expire-after", "36h");
        assertThat(hours.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(hours.err()).contains("write 30d");
    }
}
