package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static dev.cistern.node.RunningNode.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bucket in front of one of a node that asks who the front is. */
final class GuardedPeersTest {
    @TempDir
    private Path folder = Path.of("");

    private RunningNode node = unstarted();
    private RunningNode peer = unstarted();

    @BeforeEach
    void start() throws Exception {
        peer = RunningNode.start(folder.resolve("peer"));
        peer.createBucket("own");
        node = RunningNode.start(folder.resolve("node"));
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
        peer.close();
    }

    @SuppressWarnings("NullAway") // started before each test
    private static RunningNode unstarted() {
        return null;
    }

    private int create(String name, String parameters) throws Exception {
        String url = "cistern://127.0.0.1:" + peer.port() + "/own" + parameters;
        String body = "{\"action\":\"create-bck\",\"value\":{\"backend\":\"" + url + "\"}}";
        return node.send("POST", "/v1/buckets/" + name, bytes(body)).statusCode();
    }

    private void works(String bucket) throws Exception {
        byte[] body = bytes("through " + bucket);
        HttpResponse<byte[]> put = node.send("PUT", "/v1/objects/" + bucket + "/a%20b/c", body);
        assertThat(put.statusCode()).as(text(put)).isEqualTo(200);
        assertThat(peer.get("/v1/objects/own/a%20b/c").body()).isEqualTo(body);
        assertThat(node.get("/v1/objects/" + bucket + "/a%20b/c").body()).isEqualTo(body);
        HttpResponse<byte[]> list = node.get("/v1/buckets/" + bucket + "?prefix=a%20");
        assertThat(text(list)).contains("a b/c");
        assertThat(node.send("DELETE", "/v1/objects/" + bucket + "/a%20b/c", bytes(""))
                        .statusCode())
                .isEqualTo(204);
        assertThat(peer.get("/v1/objects/own/a%20b/c").statusCode()).isEqualTo(404);
    }

    @Test
    void tokenInAFileOpensTheOtherNodeAndARenewedOneIsTaken() throws Exception {
        Path file = folder.resolve("peer token");
        String first = peer.tokenOf("front");
        Files.writeString(file, first + "\n");
        String encoded = file.toString().replace(" ", "%20");
        assertThat(create("front", "?token_file=" + encoded)).isEqualTo(200);
        works("front");
        assertThat(text(node.get("/v1/buckets"))).doesNotContain(first);

        assertThat(peer.send("DELETE", "/v1/users/front/tokens/" + first.split("_", -1)[1], bytes(""))
                        .statusCode())
                .isEqualTo(204);
        HttpResponse<byte[]> refused = node.send("PUT", "/v1/objects/front/k", bytes("x"));
        assertThat(refused.statusCode()).isEqualTo(502);
        assertThat(text(refused)).contains("refuses this node").contains("token");

        Files.writeString(file, peer.tokenOf("front"));
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        int status = 502;
        while (status == 502 && System.nanoTime() < until) {
            status = node.send("PUT", "/v1/objects/front/k", bytes("x")).statusCode();
        }
        assertThat(status).isEqualTo(200);
    }

    @Test
    void requestsAreSignedWithKeysOfACredentialsFile() throws Exception {
        String unused = peer.tokenOf("front");
        Path file = Files.writeString(
                folder.resolve("credentials"),
                "[far]\naws_access_key_id = AK-front\naws_secret_access_key = secret-of-front\n");

        assertThat(create("front", "?profile=far&credentials_file=" + file)).isEqualTo(200);

        works("front");
    }

    @Test
    void nodeThatIsNotLetInSaysSo() throws Exception {
        String unused = peer.tokenOf("front");
        assertThat(create("anonymous", "")).isEqualTo(200);
        assertThat(create("missing", "?token_file=" + folder.resolve("none"))).isEqualTo(200);

        HttpResponse<byte[]> anonymous = node.get("/v1/objects/anonymous/k");
        assertThat(anonymous.statusCode()).isEqualTo(502);
        assertThat(text(anonymous)).contains("refuses this node", "needs an identity");
        HttpResponse<byte[]> missing = node.get("/v1/objects/missing/k");
        assertThat(missing.statusCode()).isIn(502, 503);
        assertThat(text(missing)).contains("token file");
    }

    @Test
    void urlThatSaysItTwiceOrWronglyIsRefused() throws Exception {
        for (String wrong : new String[] {
            "?token_file=a&profile=b", "?token_file=", "?token=x", "?token_file=a&token_file=b", "?token_file=%zz"
        }) {
            assertThat(create("wrong", wrong)).as(wrong).isEqualTo(400);
        }
    }
}
