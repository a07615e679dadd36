package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static dev.cistern.node.RunningNode.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A connection to a cloud is used again whatever the answer was. One client asks, so all is on one event loop. */
final class BackendReuseTest {
    private static final int TIMES = 5;

    @TempDir
    private Path folder = Path.of("");

    private RunningNode node = unstarted();
    private OriginServer origin = unmade();

    @SuppressWarnings("NullAway") // started before each test
    private static RunningNode unstarted() {
        return null;
    }

    @SuppressWarnings("NullAway") // made before each test
    private static OriginServer unmade() {
        return null;
    }

    @BeforeEach
    void start() throws Exception {
        origin = new OriginServer();
        node = RunningNode.start(folder.resolve("node"), "net.http.backend_failures=1000");
        JsonObject create = new JsonObject()
                .put("action", "create-bck")
                .put("value", new JsonObject().put("backend", origin.url("/o/")));
        var created = node.send("POST", "/v1/buckets/near", bytes(create.encode()), "Content-Type", "application/json");
        assertThat(created.statusCode()).as(text(created)).isEqualTo(200);
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
        origin.close();
    }

    @Test
    void whereThereWasNothing() throws Exception {
        for (int i = 0; i < TIMES; i++) {
            assertThat(node.get("/v1/objects/near/nothing" + i).statusCode()).isEqualTo(404);
        }
        assertThat(origin.requests).hasSize(TIMES);
        assertThat(origin.connections).hasValue(1);
    }

    @Test
    void whereNothingHadChanged() throws Exception {
        origin.store("/o/object", bytes("as it was"), "\"1\"");
        for (int i = 0; i < TIMES; i++) {
            assertThat(text(node.get("/v1/objects/near/object?latest-ver=true")))
                    .isEqualTo("as it was");
        }
        assertThat(origin.requests).hasSize(TIMES);
        assertThat(origin.connections).hasValue(1);
    }

    @Test
    void whereItFailedAndWasAskedAgain() throws Exception {
        origin.manner = OriginServer.Manner.FAILS;
        for (int i = 0; i < TIMES; i++) {
            assertThat(node.get("/v1/objects/near/object" + i).statusCode()).isEqualTo(502);
        }
        assertThat(origin.requests).hasSizeGreaterThan(TIMES);
        assertThat(origin.connections).hasValue(1);
    }
}
