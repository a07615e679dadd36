package dev.cistern.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The access log of a real node. */
final class AccessLogTest {

    @Test
    void aFileThatCannotBeWrittenIsToldAndTheOldOneStays(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("access.log");
        Path notAFolder = Files.writeString(folder.resolve("file"), "");
        try (RunningNode node = RunningNode.start(folder.resolve("data"), "log.access=" + log)) {
            String change = "{\"set\":{\"log.access\":\"" + notAFolder.resolve("access.log") + "\"}}";
            assertThat(RunningNode.text(node.send("PUT", "/v1/settings", RunningNode.bytes(change))))
                    .contains("cannot be written");
            assertThat(node.get("/v1/health").statusCode()).isEqualTo(200);
        }

        assertThat(Files.readString(log)).contains("GET /v1/health");
    }

    @Test
    void everyResponseIsALineInTheCombinedFormat(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("access.log");
        try (RunningNode node = RunningNode.start(folder.resolve("data"), "log.access=" + log)) {
            node.createBucket("logged");
            assertThat(node.send("PUT", "/v1/objects/logged/a%20b", RunningNode.bytes("abc"), "User-Agent", "test\"1")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(node.get("/v1/objects/logged/nothing").statusCode()).isEqualTo(404);
        }

        assertThat(Files.readAllLines(log)).hasSize(3).satisfies(lines -> {
            assertThat(lines.get(1))
                    .matches("127\\.0\\.0\\.1 - - \\[[^]]+ \\+0000\\] \"PUT /v1/objects/logged/a%20b HTTP/1\\.1\" 200 0"
                            + " \"-\" \"test\\\\x221\" \\d+ \\S+");
            assertThat(lines.get(2)).contains("\"GET /v1/objects/logged/nothing HTTP/1.1\" 404 ");
        });
    }
}
