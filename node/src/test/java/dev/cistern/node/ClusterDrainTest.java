package dev.cistern.node;

import static dev.cistern.node.RunningNode.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a node that holds the only copy of something gets out of its cluster, with real nodes in this process. */
final class ClusterDrainTest {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final String FIRST = "/v1/cluster/members/n1";
    private static final String DRAIN = FIRST + "/drain";

    @TempDir
    private Path folder = Path.of("");

    private static void until(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + LONGEST.toSeconds() + " s: " + what);
            }
            LockSupport.parkNanos(50_000_000);
        }
    }

    private RunningNode start(String name, String... assignments) throws Exception {
        String[] all = Stream.concat(Stream.of(assignments), Stream.of("cluster.name=" + name, "store.segment_max=0"))
                .toArray(String[]::new);
        return RunningNode.start(folder.resolve(name), all);
    }

    /** A file is where the folder of the only blob would have to be. */
    private Path keepFromStoring(String name) throws Exception {
        start(name).close();
        try (Stream<Path> files = Files.walk(folder.resolve("n1").resolve("blobs"))) {
            Path blob = files.filter(Files::isRegularFile).findFirst().orElseThrow();
            Path parent = Objects.requireNonNull(blob.getParent()).getFileName();
            return Files.createFile(folder.resolve(name).resolve("blobs").resolve(String.valueOf(parent)));
        }
    }

    private long blobs(String name) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve(name).resolve("blobs"))) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    private static JsonObject held(RunningNode node) throws IOException, InterruptedException {
        return new JsonObject(text(node.get(DRAIN)));
    }

    @Test
    void whoHoldsTheOnlyCopyIsNotRemovedUntilItWasDrained() throws Exception {
        byte[] body = new byte[1024 * 1024 + 5];
        new Random(1).nextBytes(body);
        try (RunningNode first = start("n1")) {
            first.createBucket("shared");
            assertThat(first.send("PUT", "/v1/objects/shared/k", body).statusCode())
                    .isEqualTo(200);
            Path obstacle = keepFromStoring("n2");
            try (RunningNode second = start("n2", "cluster.join=127.0.0.1:" + first.port())) {
                until("n2 hears of n1", () -> Boolean.TRUE.equals(held(second).getBoolean("near")));
                assertThat(held(second).getLong("alone")).isEqualTo(1);

                HttpResponse<byte[]> refused = second.send("DELETE", FIRST, new byte[0]);
                assertThat(refused.statusCode()).as(text(refused)).isEqualTo(409);
                assertThat(text(refused)).contains("1 blobs").contains("cistern cluster drain n1");

                Files.delete(obstacle);
                HttpResponse<byte[]> draining = second.send("PUT", DRAIN, new byte[0]);
                assertThat(draining.statusCode()).as(text(draining)).isEqualTo(200);
                until("no record names n1", () -> held(second).getLong("blobs") == 0);
                until("its file is gone", () -> blobs("n1") == 0);

                HttpResponse<byte[]> removed = second.send("DELETE", FIRST, new byte[0]);
                assertThat(removed.statusCode()).as(text(removed)).isEqualTo(204);
                until(
                        "n2 serves it alone",
                        () -> second.get("/v1/objects/shared/k").statusCode() == 200);
                assertThat(second.get("/v1/objects/shared/k").body()).isEqualTo(body);
            }
        }
    }
}
