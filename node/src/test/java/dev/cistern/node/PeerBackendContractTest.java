package dev.cistern.node;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

/** A bucket of another node, in the native API. */
final class PeerBackendContractTest extends BackendContract {
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
        far.createBucket("contract");
        return "cistern://127.0.0.1:" + far.port() + "/contract";
    }

    @AfterAll
    void stop() throws Exception {
        far.close();
    }
}
