package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

/** S3, as this node speaks it to those who have a key. */
final class S3BackendContractTest extends BackendContract {
    @TempDir
    private static Path folder = Path.of("");

    private RunningNode far = unstarted();

    @SuppressWarnings("NullAway") // started before all tests
    private static RunningNode unstarted() {
        return null;
    }

    @Override
    String url() throws Exception {
        far = RunningNode.start(folder.resolve("far"));
        String user = "{\"name\":\"far\",\"access_key\":\"AKFAR\",\"secret_key\":\"secret/of+the-far\"}";
        assertThat(far.send("POST", "/v1/users", bytes(user)).statusCode()).isEqualTo(200);
        new S3Client(far.port(), "AKFAR", "secret/of+the-far").send("PUT", "/contract", new byte[0]);
        Path keys = Files.writeString(
                folder.resolve("keys"),
                "[default]\naws_access_key_id=AKFAR\naws_secret_access_key=secret/of+the-far\n");
        return "s3://contract/below/?endpoint=http://127.0.0.1:" + far.port() + "&credentials_file=" + keys;
    }

    @AfterAll
    void stop() throws Exception {
        far.close();
    }
}
