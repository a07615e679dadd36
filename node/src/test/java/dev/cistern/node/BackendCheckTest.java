package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static dev.cistern.node.RunningNode.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code cistern backend check}, as a node carries it out. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BackendCheckTest {
    @TempDir
    private static Path folder = Path.of("");

    private RunningNode far = unstarted();
    private RunningNode node = unstarted();

    @SuppressWarnings("NullAway") // started before all tests
    private static RunningNode unstarted() {
        return null;
    }

    @BeforeAll
    void start() throws Exception {
        far = RunningNode.start(folder.resolve("far"));
        node = RunningNode.start(folder.resolve("node"), "net.http.backend_attempts=1");
        String user = "{\"name\":\"far\",\"access_key\":\"AKFAR\",\"secret_key\":\"secret-secret\"}";
        assertThat(far.send("POST", "/v1/users", bytes(user)).statusCode()).isEqualTo(200);
        new S3Client(far.port(), "AKFAR", "secret-secret").send("PUT", "/there", new byte[0]);
        Files.writeString(
                folder.resolve("keys"),
                "[right]\naws_access_key_id=AKFAR\naws_secret_access_key=secret-secret\n"
                        + "[wrong]\naws_access_key_id=AKFAR\naws_secret_access_key=other\n");
    }

    @AfterAll
    void stop() throws Exception {
        node.close();
        far.close();
    }

    private String s3(String bucket, String profile) {
        return "s3://" + bucket + "/below/?endpoint=http://127.0.0.1:" + far.port() + "&credentials_file="
                + folder.resolve("keys") + "&profile=" + profile;
    }

    private HttpResponse<byte[]> check(JsonObject command) throws IOException, InterruptedException {
        return node.send(
                "POST",
                "/v1/backends",
                bytes(command.put("action", "check").encode()),
                "Content-Type",
                "application/json");
    }

    /** Outcome and detail of each step, in order. */
    private static Map<String, String> steps(HttpResponse<byte[]> checked) {
        assertThat(checked.statusCode()).as(text(checked)).isEqualTo(200);
        Map<String, String> steps = new LinkedHashMap<>();
        new JsonObject(text(checked)).getJsonArray("steps").forEach(step -> {
            JsonObject json = (JsonObject) step;
            steps.put(json.getString("step"), json.getString("outcome") + ": " + json.getString("detail"));
        });
        return steps;
    }

    @Test
    void backendThatWorksIsSaidToAndNothingIsLeftThere() throws Exception {
        Map<String, String> steps = steps(check(new JsonObject().put("url", s3("there", "right"))));

        assertThat(steps.keySet())
                .containsExactly(
                        "dns",
                        "tcp",
                        "http",
                        "credentials",
                        "list",
                        "read",
                        "write",
                        "read back",
                        "conditions",
                        "delete");
        assertThat(steps.values()).allMatch(outcome -> outcome.startsWith("ok: "));
        assertThat(steps.get("credentials")).contains("access key AKFAR").doesNotContain("secret");
        assertThat(new JsonObject(text(far.get("/v1/buckets/there"))).getJsonArray("entries"))
                .isEmpty();
    }

    @Test
    void whatDoesNotWorkIsSaidWithItsReasonAndWhatDependsOnItIsSkipped() throws Exception {
        Map<String, String> wrong = steps(check(new JsonObject().put("url", s3("there", "wrong"))));
        assertThat(wrong.get("credentials")).startsWith("ok");
        assertThat(wrong.get("list")).startsWith("failed").contains("SignatureDoesNotMatch");
        assertThat(wrong.get("write")).startsWith("failed");
        assertThat(wrong.get("delete")).startsWith("skipped");

        Map<String, String> nobody = steps(check(new JsonObject().put("url", s3("there", "nobody"))));
        assertThat(nobody.get("credentials")).startsWith("failed").contains("no credentials");
        assertThat(nobody.get("list")).startsWith("skipped");

        Map<String, String> closed =
                steps(check(new JsonObject().put("url", "az://account/there?endpoint=http://127.0.0.1:1")));
        assertThat(closed.get("dns")).startsWith("ok");
        assertThat(closed.get("tcp")).startsWith("failed");
        assertThat(closed.get("http")).startsWith("skipped");

        assertThat(check(new JsonObject().put("url", "s3://there?regoin=x")).statusCode())
                .isEqualTo(400);
        assertThat(check(new JsonObject()).statusCode()).isEqualTo(400);
        assertThat(check(new JsonObject().put("bucket", "nowhere")).statusCode())
                .isEqualTo(404);
    }

    @Test
    void bucketsBackendIsCheckedWithoutWritingIfSoWished() throws Exception {
        JsonObject create = new JsonObject()
                .put("action", "create-bck")
                .put("value", new JsonObject().put("backend", s3("there", "right")));
        var created =
                node.send("POST", "/v1/buckets/fronted", bytes(create.encode()), "Content-Type", "application/json");
        assertThat(created.statusCode()).isEqualTo(200);

        Map<String, String> steps =
                steps(check(new JsonObject().put("bucket", "fronted").put("write", false)));

        assertThat(steps.keySet()).containsExactly("dns", "tcp", "http", "credentials", "list", "read");
        assertThat(steps.values()).allMatch(outcome -> outcome.startsWith("ok: "));
    }
}
