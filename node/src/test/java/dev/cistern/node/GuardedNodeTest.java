package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static dev.cistern.node.RunningNode.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.admin.AdminPath;
import dev.cistern.node.users.Token;
import dev.cistern.node.users.User;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

/** Every road into a node that has users, without an identity, with that of a user, and with an administrator's. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GuardedNodeTest {
    private static final List<String> METHODS = List.of("GET", "HEAD", "PUT", "POST", "DELETE", "PATCH", "OPTIONS");

    /** What is under a path of the administration, beside itself. */
    private static final List<String> BELOW = List.of(
            "", "/", "/describe", "/history", "/rollback", "/confirm", "/ann", "/ann/tokens", "/ann/presign", "/x");

    private static final List<String> NATIVE = List.of(
            "/v1/buckets",
            "/v1/buckets/*",
            "/v1/buckets/photos",
            "/v1/buckets/photos/cors",
            "/v1/buckets/photos/lifecycle",
            "/v1/buckets/none",
            "/v1/objects/photos/k",
            "/v1/objects/photos/none",
            "/v1/versions/photos",
            "/v1/cluster",
            "/v1/cluster?what=smap",
            "/v1/cluster/set-config?net.http.idle_conns=5",
            "/v1/daemon",
            "/v1/daemon?what=config",
            "/v1/policies/photos");

    @TempDir
    private static Path folder = Path.of("");

    private RunningNode node = unstarted();
    private String ann = "";

    @BeforeAll
    void start() throws Exception {
        node = RunningNode.start(folder.resolve("data"), "log.access=" + folder.resolve("access.log"));
        node.createBucket("photos");
        ann = node.tokenOf("ann");
        assertThat(node.send("PUT", "/v1/objects/photos/k", bytes("hello")).statusCode())
                .isEqualTo(200);
    }

    @AfterAll
    void stop() throws Exception {
        node.close();
    }

    @SuppressWarnings("NullAway") // started before each test
    private static RunningNode unstarted() {
        return null;
    }

    private static List<String> administration() {
        List<String> paths = new ArrayList<>();
        for (AdminPath path : AdminPath.values()) {
            if (path != AdminPath.HEALTH) {
                BELOW.forEach(below -> paths.add(path.prefix() + below));
            }
        }
        return paths;
    }

    private HttpResponse<byte[]> as(String token, String method, String path, String body) throws Exception {
        return node.sendAsNobody(method, path, bytes(body), "Authorization", "Bearer " + token);
    }

    @Test
    void noPathAnswersWithoutAnIdentity() throws Exception {
        List<String> paths = new ArrayList<>(administration());
        paths.addAll(NATIVE);
        paths.remove("/v1/policies/photos");
        // Other nodes ask there, and prove that they know the cluster's secret.
        paths.remove(AdminPath.PEERS.prefix());
        for (String path : paths) {
            for (String method : METHODS) {
                String body = method.equals("GET") || method.equals("HEAD") ? "" : "{}";
                HttpResponse<byte[]> answer = node.sendAsNobody(method, path, bytes(body));
                String what = method + " " + path + " is answered with " + answer.statusCode() + " " + text(answer);
                // What is no operation at all may be told so; what is one asks who sends it.
                boolean isNone = answer.statusCode() == 405 || answer.statusCode() == 501 || answer.statusCode() == 400;
                boolean isNative = path.startsWith("/v1/buckets")
                        || path.startsWith("/v1/objects")
                        || path.startsWith("/v1/versions")
                        || path.startsWith("/v1/cluster")
                        || path.startsWith("/v1/daemon");
                boolean isNowhere = path.contains("/none") || path.startsWith("/v1/policies");
                if (!(isNative && isNone) && !(isNowhere && answer.statusCode() / 100 == 4)) {
                    assertThat(answer.statusCode()).as(what).isEqualTo(401);
                    assertThat(answer.headers().allValues("WWW-Authenticate"))
                            .as(what)
                            .containsExactly("Bearer realm=\"cistern\"", "AWS4-HMAC-SHA256");
                }
                assertThat(answer.statusCode()).as(what).isBetween(400, 501);
            }
        }
        assertThat(text(node.get("/v1/objects/photos/k"))).isEqualTo("hello");
    }

    @Test
    void nobodyAsksAsANodeWithoutTheSecretOfItsCluster() throws Exception {
        for (String path : new String[] {"/_peer", "/_peer/join", "/_peer/apply", "/_peer/check"}) {
            assertThat(node.sendAsNobody("POST", path, bytes("{}")).statusCode())
                    .as(path)
                    .isIn(401, 403);
        }
    }

    @Test
    void healthIsOpen() throws Exception {
        for (String path : new String[] {"/_health/live", "/_health/ready", "/_health/started", "/v1/health"}) {
            assertThat(node.sendAsNobody("GET", path, bytes("")).statusCode())
                    .as(path)
                    .isEqualTo(200);
            assertThat(node.sendAsNobody("GET", path, bytes(""), "x-amz-content-sha256", "STREAMING-X")
                            .statusCode())
                    .as(path)
                    .isEqualTo(200);
            assertThat(node.sendAsNobody("GET", path, bytes(""), "Authorization", "Bearer wrong")
                            .statusCode())
                    .as(path)
                    .isEqualTo(200);
        }
    }

    @Test
    void userIsNoAdministrator() throws Exception {
        for (AdminPath path : EnumSet.complementOf(EnumSet.of(AdminPath.PEERS))) {
            String exact = path == AdminPath.POLICIES ? "/v1/policies/photos" : path.prefix();
            String method = path == AdminPath.POLICIES ? "POST" : "GET";
            HttpResponse<byte[]> answer = as(ann, method, exact, "");
            boolean open = path == AdminPath.HEALTH || path == AdminPath.METRICS;
            assertThat(answer.statusCode())
                    .as(exact + " " + text(answer))
                    .isEqualTo(path == AdminPath.HEALTH ? 404 : open ? 200 : 403);
            if (!open) {
                assertThat(text(answer)).contains("'ann' may not").contains("administrators");
            }
        }
        String[][] requests = {
            {"GET", "/v1/cluster?what=cluster_config", ""},
            {"GET", "/v1/cluster?what=node_status", ""},
            {"PUT", "/v1/cluster/set-config?net.http.idle_conns=5", ""},
            {"PUT", "/v1/daemon/set-config?net.http.idle_conns=5", ""},
            {"POST", "/v1/buckets/theirs", "{\"action\":\"create-bck\",\"value\":{\"backend\":\"http://127.0.0.1:1/\"}}"
            },
            {"POST", "/v1/buckets/theirs", "{\"action\":\"create-bck\",\"value\":{\"shared\":true}}"},
            {"POST", "/v1/users", "{\"name\":\"eve\",\"admin\":true}"},
            {"PUT", "/v1/users/operator", "{}"},
            {"DELETE", "/v1/users/operator", ""},
            {"POST", "/v1/users/operator/tokens", "{}"},
            {"GET", "/v1/users/operator/tokens", ""},
            {"POST", "/v1/users/operator/presign", "{}"}
        };
        for (String[] request : requests) {
            HttpResponse<byte[]> answer = as(ann, request[0], request[1], request[2]);
            assertThat(answer.statusCode()).as(request[1] + " " + text(answer)).isEqualTo(403);
        }
        assertThat(as(ann, "GET", "/v1/cluster?what=smap", "").statusCode()).isEqualTo(200);
        assertThat(as(ann, "GET", "/v1/buckets", "").statusCode()).isEqualTo(200);
    }

    @Test
    void administratorMayDoEverything() throws Exception {
        for (String path : new String[] {
            "/v1/settings",
            "/v1/settings/history",
            "/v1/connections",
            "/v1/advice",
            "/v1/users",
            "/v1/users/ann/tokens",
            "/v1/master-keys",
            "/v1/backends",
            "/v1/jobs",
            "/_metrics",
            "/v1/cluster?what=cluster_config"
        }) {
            HttpResponse<byte[]> answer = as(node.operator(), "GET", path, "");
            assertThat(answer.statusCode()).as(path + " " + text(answer)).isEqualTo(200);
        }
    }

    @Test
    void metricsAreForUsersAndForTokensMadeForThemUnlessTheyAreOpen() throws Exception {
        User user = node.accounts().users().named("ann").orElseThrow();
        String token = node.accounts()
                .tokens()
                .add(user, Token.Use.METRICS, "", Optional.empty())
                .text();

        assertThat(node.sendAsNobody("GET", "/_metrics", bytes("")).statusCode())
                .isEqualTo(401);
        assertThat(as(token, "GET", "/_metrics", "").statusCode()).isEqualTo(200);
        assertThat(as(token, "GET", "/v1/buckets", "").statusCode()).isEqualTo(403);
        assertThat(as(token, "GET", "/v1/objects/photos/k", "").statusCode()).isEqualTo(403);

        String open = "{\"scope\":\"node\",\"set\":{\"node.metrics_access\":\"open\"}}";
        HttpResponse<byte[]> opened = node.send("PUT", "/v1/settings", bytes(open));
        assertThat(opened.statusCode()).as(text(opened)).isEqualTo(200);
        assertThat(node.sendAsNobody("GET", "/_metrics", bytes("")).statusCode())
                .isEqualTo(200);
        String closed = "{\"scope\":\"node\",\"unset\":[\"node.metrics_access\"]}";
        assertThat(node.send("PUT", "/v1/settings", bytes(closed)).statusCode()).isEqualTo(200);
        assertThat(node.sendAsNobody("GET", "/_metrics", bytes("")).statusCode())
                .isEqualTo(401);
    }

    @Test
    void wrongProofsAreToldApartAndServeNothing() throws Exception {
        User user = node.accounts().users().named("ann").orElseThrow();
        String revoked = node.tokenOf("ann");
        String id = revoked.split("_", -1)[1];
        assertThat(node.send("DELETE", "/v1/users/ann/tokens/" + id, bytes("")).statusCode())
                .isEqualTo(204);
        String soon = node.accounts()
                .tokens()
                .add(user, Token.Use.EVERYTHING, "", Optional.of(Duration.ZERO))
                .text();
        for (String token : new String[] {revoked, soon, "x", "cistern_000000000000_" + "A".repeat(43)}) {
            HttpResponse<byte[]> answer = as(token, "GET", "/v1/buckets", "");
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(text(answer)).contains("INVALID_TOKEN").doesNotContain(token.length() > 1 ? token : "no token");
        }
        HttpResponse<byte[]> basic =
                node.sendAsNobody("GET", "/v1/buckets", bytes(""), "Authorization", "Basic cm9vdDpyb290");
        assertThat(basic.statusCode()).isEqualTo(401);
        assertThat(text(basic)).contains("AWS Signature Version 4").contains("Bearer");
        assertThat(new S3Client(node.port(), "AK-ann", "another secret")
                        .send("GET", "/v1/buckets", bytes(""))
                        .statusCode())
                .isEqualTo(401);
        assertThat(text(new S3Client(node.port(), "NOBODY", "x").send("GET", "/v1/buckets", bytes(""))))
                .contains("INVALID_ACCESS_KEY_ID");
    }

    @Test
    void signedRequestIsServedAndItsBodyIsTheOneThatWasSigned() throws Exception {
        S3Client keys = new S3Client(node.port(), "AK-ann", "secret-of-ann");

        assertThat(keys.send("GET", "/v1/buckets?x=1", bytes("")).statusCode()).isEqualTo(200);
        assertThat(keys.send("PUT", "/v1/objects/photos/a%20b/c", bytes("signed"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(text(keys.send("GET", "/v1/objects/photos/a%20b/c", bytes(""))))
                .isEqualTo("signed");
        HttpResponse<byte[]> changed = keys.tampered(
                "/v1/objects/photos/tampered",
                bytes("signed"),
                how -> how.putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, true),
                body -> bytes("SIGNED"));
        assertThat(changed.statusCode()).as(text(changed)).isEqualTo(400);
        HttpResponse<byte[]> command = keys.tampered(
                "/v1/versions/photos",
                bytes("{\"action\":\"suspend\"}"),
                how -> how.putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, true),
                body -> bytes("{\"action\":\"enable\" }"));
        assertThat(command.statusCode()).isEqualTo(400);
        assertThat(text(command)).contains("not the one that was signed");
    }

    @Test
    void hashThatCannotBeIsRefusedAndNoFaultOfTheNode() throws Exception {
        for (String hash : new String[] {"junk", "STREAMING-X", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"}) {
            for (String token : new String[] {"", ann}) {
                HttpResponse<byte[]> answer = token.isEmpty()
                        ? node.sendAsNobody("GET", "/v1/buckets", bytes(""), "x-amz-content-sha256", hash)
                        : node.sendAsNobody(
                                "GET",
                                "/v1/buckets",
                                bytes(""),
                                "x-amz-content-sha256",
                                hash,
                                "Authorization",
                                "Bearer " + token);
                assertThat(answer.statusCode()).as(hash + text(answer)).isIn(400, 501);
            }
        }
    }

    @Test
    void userMakesTokensForOneselfWithKeysAndNotWithAToken() throws Exception {
        S3Client keys = new S3Client(node.port(), "AK-ann", "secret-of-ann");

        HttpResponse<byte[]> made = keys.send("POST", "/v1/users/ann/tokens", bytes("{\"expires_seconds\":60}"));

        assertThat(made.statusCode()).as(text(made)).isEqualTo(200);
        String token = new JsonObject(text(made)).getString("token");
        assertThat(as(token, "GET", "/v1/buckets", "").statusCode()).isEqualTo(200);
        assertThat(as(token, "POST", "/v1/users/ann/tokens", "{}").statusCode()).isEqualTo(403);
        for (String wrong :
                new String[] {"{\"expires_seconds\":0}", "{\"expires_seconds\":\"x\"}", "{\"use\":\"y\"}"}) {
            assertThat(keys.send("POST", "/v1/users/ann/tokens", bytes(wrong)).statusCode())
                    .isEqualTo(400);
        }
        assertThat(text(keys.send("GET", "/v1/users/ann/tokens", bytes("")))).doesNotContain(token);
    }

    @Test
    void accessLogSaysWhoAndHistorySaysWhoAndNeitherHasAToken() throws Exception {
        String change = "{\"scope\":\"node\",\"set\":{\"net.http.idle_conns\":\"1999\"}}";
        assertThat(node.send("PUT", "/v1/settings", bytes(change)).statusCode()).isEqualTo(200);

        assertThat(text(node.get("/v1/settings/history"))).contains("operator@127.0.0.1");
        String log = "";
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!log.contains("/v1/settings/history") && System.nanoTime() < until) {
            Thread.onSpinWait();
            log = Files.readString(folder.resolve("access.log"));
        }
        assertThat(log).contains("127.0.0.1 - operator [").doesNotContain(node.operator());
    }
}
