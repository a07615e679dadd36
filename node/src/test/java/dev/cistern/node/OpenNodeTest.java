package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static dev.cistern.node.RunningNode.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.conf.load.Sources;
import dev.cistern.node.users.NewUser;
import dev.cistern.node.users.UserRequest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node without users: open to its machine, shut to pages of the web; and how it is closed without locking anybody out. */
final class OpenNodeTest {
    @TempDir
    private Path folder = Path.of("");

    private RunningNode node = unstarted();

    @BeforeEach
    void start() throws Exception {
        node = RunningNode.start(folder.resolve("data"), "s3.domains=localhost,store.example");
        node.createBucket("open");
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
    }

    @SuppressWarnings("NullAway") // started before each test
    private static RunningNode unstarted() {
        return null;
    }

    private String raw(String method, String path, String host, String more) throws IOException {
        String answer = node.raw(method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + more
                + "Content-Length: 0\r\nConnection: close\r\n\r\n");
        return answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length());
    }

    @Test
    void requestsToANameThatIsNotTheNodesAreRefused() throws Exception {
        for (String host : new String[] {
            "evil.example", "evil.example:7070", "localhost.evil.example", "127.0.0.1.evil.example", "x"
        }) {
            for (String path : new String[] {"/v1/buckets", "/v1/settings", "/v1/users", "/_metrics", "/", "/open"}) {
                assertThat(raw("GET", path, host, "")).as(host + path).isEqualTo("403");
            }
            assertThat(raw("PUT", "/v1/objects/open/k", host, "")).as(host).isEqualTo("403");
            assertThat(raw("GET", "/_health/live", host, "")).as(host).isEqualTo("200");
        }
        for (String host : new String[] {
            "127.0.0.1",
            "127.0.0.1:7070",
            "localhost",
            "LocalHost:80",
            "localhost.",
            "[::1]",
            "[::1]:7070",
            "10.0.0.7",
            "open.localhost",
            "store.example",
            "open.store.example:443"
        }) {
            assertThat(raw("GET", "/v1/health", host, "")).as(host).isIn("200", "404");
            assertThat(raw("GET", "/", host, "")).as(host).isEqualTo("200");
        }
    }

    @Test
    void pagesOfElsewhereChangeNothing() throws Exception {
        String[] foreign = {
            "Origin: http://evil.example\r\n",
            "Origin: null\r\n",
            "Origin: http://127.0.0.1:1\r\n",
            "Sec-Fetch-Site: cross-site\r\n",
            "Sec-Fetch-Site: same-site\r\n"
        };
        String[] requests = {
            "POST /v1/users",
            "POST /v1/buckets/made",
            "PUT /v1/settings",
            "POST /v1/settings/rollback",
            "POST /v1/master-keys",
            "DELETE /v1/buckets/open",
            "PUT /v1/objects/open/k",
            "PUT /made",
            "PUT /open/k",
            "POST /open?delete",
            "POST /open/k?uploads",
            "DELETE /open"
        };
        for (String request : requests) {
            String[] words = request.split(" ", -1);
            for (String header : foreign) {
                assertThat(raw(words[0], words[1], "127.0.0.1:7070", header))
                        .as(request + " " + header)
                        .isEqualTo("403");
            }
        }
        assertThat(node.accounts().users().isEmpty()).isTrue();
        assertThat(text(node.get("/v1/buckets"))).contains("open").doesNotContain("made");
        // A page of the node's own, a person's address bar, and clients that are no browsers.
        assertThat(raw(
                        "PUT",
                        "/open/a",
                        "127.0.0.1:7070",
                        "Origin: http://127.0.0.1:7070\r\nSec-Fetch-Site: same-origin\r\n"))
                .isEqualTo("200");
        assertThat(raw("PUT", "/open/a", "127.0.0.1:7070", "Sec-Fetch-Site: none\r\n"))
                .isEqualTo("200");
        assertThat(raw("PUT", "/v1/objects/open/a", "127.0.0.1:7070", "")).isEqualTo("200");
    }

    @Test
    void pageThatTheBucketLetsInMayWriteIntoIt() throws Exception {
        String rules = "<CORSConfiguration><CORSRule><AllowedMethod>PUT</AllowedMethod>"
                + "<AllowedOrigin>https://app.example</AllowedOrigin></CORSRule></CORSConfiguration>";
        assertThat(node.send("PUT", "/open?cors", bytes(rules)).statusCode()).isEqualTo(200);

        assertThat(raw("PUT", "/open/k", "127.0.0.1", "Origin: https://app.example\r\n"))
                .isEqualTo("200");
        assertThat(raw("DELETE", "/open/k", "127.0.0.1", "Origin: https://app.example\r\n"))
                .isEqualTo("403");
        assertThat(raw("PUT", "/open/k", "127.0.0.1", "Origin: https://other.example\r\n"))
                .isEqualTo("403");
        assertThat(raw("PUT", "/v1/objects/open/k", "127.0.0.1", "Origin: https://app.example\r\n"))
                .isEqualTo("403");
    }

    @Test
    void headersOfSignaturesMeanNothingWhileThereAreNoUsers() throws Exception {
        assertThat(raw(
                        "GET",
                        "/v1/buckets",
                        "127.0.0.1",
                        "x-amz-content-sha256: junk\r\nAuthorization: Basic eDp5\r\n"))
                .isEqualTo("200");
        assertThat(raw("GET", "/v1/settings", "127.0.0.1", "x-amz-content-sha256: STREAMING-X\r\n"))
                .isEqualTo("200");
    }

    @Test
    void thisMachineIsServedWithoutKeysUntilThereIsAnAdministrator() throws Exception {
        HttpResponse<byte[]> ann = node.sendAsNobody(
                "POST", "/v1/users", bytes("{\"name\":\"ann\",\"access_key\":\"ANN\",\"secret_key\":\"anns-secret\"}"));
        assertThat(text(ann)).contains("\"first\" : true");
        S3Client asAnn = new S3Client(node.port(), "ANN", "anns-secret");

        assertThat(node.sendAsNobody("GET", "/", bytes("")).statusCode()).isEqualTo(403);
        assertThat(node.sendAsNobody("GET", "/v1/buckets", bytes("")).statusCode())
                .isEqualTo(200);
        assertThat(asAnn.send("GET", "/v1/users", bytes("")).statusCode()).isEqualTo(200);
        assertThat(raw("GET", "/v1/settings", "page.example", "")).isEqualTo("403");
        assertThat(raw("POST", "/v1/users", "127.0.0.1", "Origin: http://page.example\r\n"))
                .isEqualTo("403");

        HttpResponse<byte[]> root = node.sendAsNobody("POST", "/v1/users", bytes("{\"name\":\"root\",\"admin\":true}"));
        assertThat(text(root)).contains("\"first\" : true");
        assertThat(node.sendAsNobody("GET", "/v1/buckets", bytes("")).statusCode())
                .isEqualTo(401);
        assertThat(asAnn.send("GET", "/v1/users", bytes("")).statusCode()).isEqualTo(403);
    }

    @Test
    void nodeWithoutUsersIsOpenAgain() throws Exception {
        String operator = node.operator();
        assertThat(node.sendAsNobody("GET", "/v1/buckets", bytes("")).statusCode())
                .isEqualTo(401);

        assertThat(node.sendAsNobody("DELETE", "/v1/users/operator", bytes(""), "Authorization", "Bearer " + operator)
                        .statusCode())
                .isEqualTo(204);

        assertThat(node.sendAsNobody("GET", "/v1/buckets", bytes("")).statusCode())
                .isEqualTo(200);
    }

    private static RunningNode everywhere(Path data, String... more) throws Exception {
        List<String> set = new ArrayList<>(List.of(more));
        set.addAll(List.of("store.data_dir=" + data, "node.listen=0.0.0.0:0", "log.level=error"));
        return RunningNode.of(ServerProcess.start(new Sources(List.of(), Map.of(), set)));
    }

    @Test
    void addressThatOthersReachNeedsAUserFirstAndTheMessageMakesOne() throws Exception {
        Path data = folder.resolve("other");
        assertThatThrownBy(() -> everywhere(data))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("./cistern user add root --admin --data " + data);

        NewUser root = OfflineUsers.add(data, UserRequest.administrator("root"));

        try (RunningNode guarded = everywhere(data)) {
            S3Client keys = new S3Client(guarded.port(), root.user().accessKey(), root.secretKey());
            assertThat(guarded.sendAsNobody("GET", "/v1/buckets", bytes("")).statusCode())
                    .isEqualTo(401);
            assertThat(keys.send("GET", "/v1/settings", bytes("")).statusCode()).isEqualTo(200);
            HttpResponse<byte[]> last = keys.send("DELETE", "/v1/users/root", bytes(""));
            assertThat(last.statusCode()).isEqualTo(409);
            assertThat(text(last)).contains("the last user");
            assertThatThrownBy(() -> OfflineUsers.add(data, UserRequest.administrator("rescue")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use by the process");
        }
        NewUser rescue = OfflineUsers.add(data, UserRequest.administrator("rescue"));
        try (RunningNode again = everywhere(data)) {
            S3Client keys = new S3Client(again.port(), rescue.user().accessKey(), rescue.secretKey());
            assertThat(text(keys.send("GET", "/v1/users", bytes("")))).contains("root", "rescue");
        }
    }

    @Test
    void nodeThatIsOpenOnPurposeAsksNobodyButStillNoPages() throws Exception {
        try (RunningNode open = everywhere(folder.resolve("purpose"), "node.allow_open=true")) {
            open.createBucket("made");
            assertThat(open.raw("GET /v1/buckets HTTP/1.1\r\nHost: any.example\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200");
            assertThat(open.raw("DELETE /made HTTP/1.1\r\nHost: any.example\r\nOrigin: http://evil.example\r\n"
                            + "Content-Length: 0\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 403");
        }
    }
}
