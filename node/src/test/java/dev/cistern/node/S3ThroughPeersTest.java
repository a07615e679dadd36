package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static dev.cistern.node.RunningNode.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** S3 to a bucket in front of a bucket of another node, both real. */
final class S3ThroughPeersTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void bodyGoesThroughOnlyWhenItIsWhatItsClientSaidOfIt() throws Exception {
        try (RunningNode peer = RunningNode.start(folder.resolve("peer"));
                RunningNode node = RunningNode.start(folder.resolve("node"))) {
            peer.createBucket("own");
            createFront(node, peer);
            S3Client s3 = new S3Client(node.port(), "key", "secret");
            for (int size : new int[] {0, 1, 100_000, 3 << 20}) {
                byte[] body = new byte[size];
                new Random(size).nextBytes(body);
                String path = "/front/of-" + size;

                var stored = s3.send("PUT", path, body, "x-amz-checksum-crc32", crc32(body));
                var refused = s3.send("PUT", path, bytes("others"), "x-amz-checksum-crc32", crc32(body));

                assertThat(S3Client.outcome(stored)).isEqualTo("200");
                assertThat(S3Client.outcome(refused)).isEqualTo("400 BadDigest");
                assertThat(peer.get("/v1/objects/own/of-" + size).body()).isEqualTo(body);
                assertThat(s3.send("GET", path, new byte[0]).body()).isEqualTo(body);
            }
        }
    }

    private static void createFront(RunningNode node, RunningNode peer) throws Exception {
        byte[] command = bytes(
                "{\"action\":\"create-bck\",\"value\":{\"backend\":\"cistern://127.0.0.1:" + peer.port() + "/own\"}}");
        var created = node.send("POST", "/v1/buckets/front", command, "Content-Type", "application/json");
        assertThat(created.statusCode()).as(text(created)).isEqualTo(200);
    }

    private static String crc32(byte[] body) {
        CRC32 crc = new CRC32();
        crc.update(body);
        return Base64.getEncoder()
                .encodeToString(
                        ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }
}
