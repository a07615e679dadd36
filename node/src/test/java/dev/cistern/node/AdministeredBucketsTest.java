package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static dev.cistern.node.RunningNode.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Configurations of buckets, and URLs that are signed, for whoever administers a node. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AdministeredBucketsTest {
    private static final String CORS = "{\"CORSRules\":[{\"ID\":\"r\",\"AllowedMethods\":[\"GET\",\"PUT\"],"
            + "\"AllowedOrigins\":[\"*\"],\"AllowedHeaders\":[\"x-*\"],\"ExposeHeaders\":[\"ETag\"],\"MaxAgeSeconds\":30}]}";
    private static final String LIFECYCLE = "{\"Rules\":[{\"ID\":\"a\",\"Filter\":{},\"Status\":\"Enabled\","
            + "\"Expiration\":{\"ExpiredObjectDeleteMarker\":true}},"
            + "{\"ID\":\"b\",\"Filter\":{\"Tag\":{\"Key\":\"t\",\"Value\":\"1\"}},\"Status\":\"Enabled\","
            + "\"Expiration\":{\"Days\":3}},"
            + "{\"ID\":\"c\",\"Filter\":{\"And\":{\"Prefix\":\"a/\",\"Tags\":[{\"Key\":\"t\",\"Value\":\"1\"},"
            + "{\"Key\":\"u\",\"Value\":\"2\"}],\"ObjectSizeLessThan\":9}},\"Status\":\"Disabled\","
            + "\"NoncurrentVersionExpiration\":{\"NoncurrentDays\":7}}]}";

    @TempDir
    private static Path folder = Path.of("");

    private RunningNode node = unstarted();

    @BeforeAll
    void start() throws Exception {
        node = RunningNode.start(folder.resolve("data"));
        node.createBucket("mine");
        String user = "{\"name\":\"ann\",\"access_key\":\"AKT\",\"secret_key\":\"secret-key\"}";
        assertThat(node.send("POST", "/v1/users", bytes(user)).statusCode()).isEqualTo(200);
    }

    @AfterAll
    void stop() throws Exception {
        node.close();
    }

    private void lives(String kind, String document) throws Exception {
        String path = "/v1/buckets/mine/" + kind;
        assertThat(node.get(path).statusCode()).isEqualTo(404);
        assertThat(node.send("PUT", path, bytes(document)).statusCode()).isEqualTo(200);
        assertThat(new JsonObject(text(node.get(path)))).isEqualTo(new JsonObject(document));
        assertThat(node.send("PUT", path, bytes("{\"Rules\":[{\"Fast\":1}]}")).statusCode())
                .isEqualTo(400);
        assertThat(node.send("DELETE", path, bytes("")).statusCode()).isEqualTo(200);
        assertThat(node.get(path).statusCode()).isEqualTo(404);
        assertThat(node.send("PUT", "/v1/buckets/missing/" + kind, bytes(document))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void corsRulesLiveAsJson() throws Exception {
        lives("cors", CORS);
    }

    @Test
    void lifecycleRulesLiveAsJson() throws Exception {
        lives("lifecycle", LIFECYCLE);
    }

    @Test
    void refusalSaysWhichRuleIsBroken() throws Exception {
        HttpResponse<byte[]> refused =
                node.send("PUT", "/v1/buckets/mine/cors", bytes(CORS.replace("\"PUT\"", "\"PATCH\"")));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(text(refused)).getString("code")).isEqualTo("InvalidRequest");
        assertThat(new JsonObject(text(refused)).getString("message")).contains("Unsupported method is PATCH");
    }

    @Test
    void signedUrlsReadAndWriteWithoutAKey() throws Exception {
        assertThat(use("PUT", "a b/+ü%.txt", bytes("hello")).statusCode()).isEqualTo(200);
        assertThat(text(use("GET", "a b/+ü%.txt", new byte[0]))).isEqualTo("hello");
        assertThat(node.send("DELETE", path("GET", "x"), new byte[0]).statusCode())
                .isEqualTo(403);
        String wanted = "{\"method\":\"GET\",\"bucket\":\"mine\",\"key\":\"k\",\"expires_seconds\":604801}";
        assertThat(node.send("POST", "/v1/users/ann/presign", bytes(wanted)).statusCode())
                .isEqualTo(400);
        assertThat(node.send("POST", "/v1/users/bob/presign", bytes(wanted)).statusCode())
                .isEqualTo(404);
    }

    private HttpResponse<byte[]> use(String method, String key, byte[] body) throws Exception {
        return node.send(method, path(method, key), body);
    }

    private String path(String method, String key) throws Exception {
        String wanted = new JsonObject()
                .put("method", method)
                .put("bucket", "mine")
                .put("key", key)
                .put("expires_seconds", 60)
                .encode();
        HttpResponse<byte[]> signed = node.send("POST", "/v1/users/ann/presign", bytes(wanted));
        URI url = URI.create(new JsonObject(text(signed)).getString("url"));
        assertThat(url.getPort()).isEqualTo(node.port());
        return url.getRawPath() + "?" + url.getRawQuery();
    }

    @SuppressWarnings("NullAway") // started before each test
    private static RunningNode unstarted() {
        return null;
    }
}
