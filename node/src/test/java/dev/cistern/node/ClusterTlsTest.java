package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static dev.cistern.node.RunningNode.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Raft servers that show each other certificates. */
final class ClusterTlsTest {
    @TempDir
    private Path folder = Path.of("");

    private String[] tls(PemPair pair, String name, String... more) throws Exception {
        Path own = Files.createDirectories(folder.resolve("tls-" + name));
        pair.writeTo(own);
        String[] all = new String[more.length + 4];
        System.arraycopy(more, 0, all, 4, more.length);
        all[0] = "cluster.name=" + name;
        all[1] = "cluster.tls_cert_file=" + own.resolve("tls.crt");
        all[2] = "cluster.tls_key_file=" + own.resolve("tls.key");
        all[3] = "cluster.tls_ca_file=" + folder.resolve("roots.pem");
        return all;
    }

    @Test
    void nodesAgreeOverTlsAndLetNobodyInWithoutACertificate() throws Exception {
        PemPair a = PemPair.make(folder, "a");
        PemPair b = PemPair.make(folder, "b");
        Files.writeString(folder.resolve("roots.pem"), a.certificate() + b.certificate());
        try (RunningNode first = RunningNode.start(folder.resolve("n1"), tls(a, "n1"));
                RunningNode second = RunningNode.start(
                        folder.resolve("n2"), tls(b, "n2", "cluster.join=127.0.0.1:" + first.port()))) {
            HttpResponse<byte[]> answer =
                    second.send("PUT", "/v1/settings", bytes("{\"set\":{\"net.http.idle_conns\":\"901\"}}"));
            assertThat(new JsonObject(text(answer)).getInteger("applied"))
                    .as(text(answer))
                    .isEqualTo(2);

            JsonObject member = new JsonObject(text(first.get("/v1/cluster/members")))
                    .getJsonArray("members")
                    .getJsonObject(0);
            String address = member.getString("raft_address");
            int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
            try (SSLSocket stranger =
                    (SSLSocket) PemPair.believing(a).getSocketFactory().createSocket("127.0.0.1", port)) {
                assertThatThrownBy(() -> {
                            stranger.startHandshake();
                            assertThat(stranger.getInputStream().read()).isNotNegative();
                        })
                        .isInstanceOf(SSLException.class);
            }
        }
    }
}
