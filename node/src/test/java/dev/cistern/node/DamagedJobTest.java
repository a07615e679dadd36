package dev.cistern.node;

import static dev.cistern.node.RunningNode.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DamagedJobTest {
    @Test
    void fileThatHoldsNoJobIsSetAsideAndShownAndTheNodeStarts(@TempDir Path folder) throws Exception {
        Path data = folder.resolve("data");
        try (RunningNode node = RunningNode.start(data)) {
            node.createBucket("photos");
        }
        Path jobs = data.resolve("jobs");
        Files.createDirectories(jobs);
        Files.writeString(jobs.resolve("3.json"), "{\"id\":\"3\",\"state\":\"run");
        Files.writeString(jobs.resolve("4.json"), "{\"id\":\"4\"}");
        Files.write(jobs.resolve("5.json"), new byte[] {0, 1, 2});

        for (int start = 0; start < 2; start++) {
            try (RunningNode node = RunningNode.start(data)) {
                JsonArray list = new JsonArray(text(node.get("/v1/jobs")));
                assertThat(list).hasSize(3);
                JsonObject first = list.getJsonObject(0);
                assertThat(first.getString("id")).isEqualTo("3");
                assertThat(first.getString("state")).isEqualTo("damaged");
                assertThat(first.getJsonArray("troubles").getString(0)).contains("3.json.damaged");
            }
        }
        assertThat(jobs.resolve("3.json.damaged")).hasContent("{\"id\":\"3\",\"state\":\"run");
        assertThat(jobs.resolve("3.json")).doesNotExist();
    }
}
