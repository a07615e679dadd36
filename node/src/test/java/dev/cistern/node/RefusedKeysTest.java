package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static dev.cistern.node.RunningNode.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys of a cloud that are changed while a node uses them. */
final class RefusedKeysTest {
    /** Keys are kept for a minute otherwise. */
    private static final Duration LIMIT = Duration.ofSeconds(40);

    @TempDir
    private Path folder = Path.of("");

    private void write(String secret) throws Exception {
        Files.writeString(
                folder.resolve("keys"), "[default]\naws_access_key_id=AKFAR\naws_secret_access_key=" + secret + "\n");
    }

    @Test
    void keysThatACloudRefusesAreReadAgainFromTheirFile() throws Exception {
        try (RunningNode far = RunningNode.start(folder.resolve("far"));
                RunningNode node = RunningNode.start(folder.resolve("node"))) {
            String user = "{\"name\":\"far\",\"access_key\":\"AKFAR\",\"secret_key\":\"secret-secret\"}";
            assertThat(far.send("POST", "/v1/users", bytes(user)).statusCode()).isEqualTo(200);
            S3Client client = new S3Client(far.port(), "AKFAR", "secret-secret");
            client.send("PUT", "/there", new byte[0]);
            client.send("PUT", "/there/object", bytes("seen"));
            write("an-old-secret");
            String backend = "s3://there/?endpoint=http://127.0.0.1:" + far.port() + "&credentials_file="
                    + folder.resolve("keys");
            JsonObject create =
                    new JsonObject().put("action", "create-bck").put("value", new JsonObject().put("backend", backend));
            var created =
                    node.send("POST", "/v1/buckets/near", bytes(create.encode()), "Content-Type", "application/json");
            assertThat(created.statusCode()).as(text(created)).isEqualTo(200);
            HttpResponse<byte[]> refused = node.get("/v1/objects/near/object");
            assertThat(refused.statusCode()).isEqualTo(502);
            assertThat(text(refused)).contains("SignatureDoesNotMatch");

            write("secret-secret");
            Instant deadline = Instant.now().plus(LIMIT);
            HttpResponse<byte[]> read = node.get("/v1/objects/near/object");
            while (read.statusCode() == 502 && Instant.now().isBefore(deadline)) {
                read = node.get("/v1/objects/near/object");
            }
            assertThat(text(read)).isEqualTo("seen");
        }
    }
}
