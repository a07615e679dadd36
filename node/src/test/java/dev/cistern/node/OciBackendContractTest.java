package dev.cistern.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

/** OCI Object Storage, as {@link OciStub} speaks it to those whose signatures are right. */
final class OciBackendContractTest extends BackendContract {
    @TempDir
    private static Path folder = Path.of("");

    private OciStub stub = unstarted();

    @SuppressWarnings("NullAway") // started before all tests
    private static OciStub unstarted() {
        return null;
    }

    @Override
    String url() throws Exception {
        stub = new OciStub(folder);
        Path config = stub.signatures.config(folder, stub.signatures.pem());
        return "oci://names/contract/below/?endpoint=" + stub.endpoint() + "&config_file=" + config;
    }

    @AfterAll
    void stop() {
        stub.close();
        assertThat(stub.refused).isEmpty();
    }
}
