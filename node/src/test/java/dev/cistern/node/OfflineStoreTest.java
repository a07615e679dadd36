package dev.cistern.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OfflineStoreTest {
    @Test
    void folderOfAStoppedNodeIsCheckedAndThatOfARunningOneRefused(@TempDir Path folder) throws Exception {
        Path data = folder.resolve("data");
        try (RunningNode running = RunningNode.start(data)) {
            running.createBucket("photos");
            assertThat(running.send("PUT", "/v1/objects/photos/k", new byte[100_000])
                            .statusCode())
                    .isEqualTo(200);
            assertThatThrownBy(() -> OfflineStore.check(data))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is in use by the process");
        }
        JsonObject well = new JsonObject(OfflineStore.check(data));
        assertThat(well.getLong("problems")).isZero();
        assertThat(well.getLong("blobs")).isEqualTo(1);

        try (Stream<Path> blobs = Files.walk(data.resolve("blobs"))) {
            Path blob = blobs.filter(Files::isRegularFile).findFirst().orElseThrow();
            Files.move(blob, blob.resolveSibling("00000000000000ff"));
        }
        JsonObject bad = new JsonObject(OfflineStore.check(data));

        JsonObject counts = bad.getJsonObject("counts");
        assertThat(counts.getLong("missing_blob")).isEqualTo(1);
        assertThat(counts.getLong("orphan")).isEqualTo(1);
        assertThat(bad.getJsonArray("findings").getJsonObject(0).getString("key"))
                .isEqualTo("k");
        try (Stream<Path> blobs = Files.walk(data.resolve("blobs"))) {
            assertThat(blobs.filter(Files::isRegularFile)).hasSize(1);
        }
    }
}
