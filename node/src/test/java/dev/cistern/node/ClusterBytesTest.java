package dev.cistern.node;

import static dev.cistern.node.RunningNode.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bytes of objects on several real nodes in this process. */
final class ClusterBytesTest {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final int BIG = 2 * 1024 * 1024 + 5;

    @TempDir
    private Path folder = Path.of("");

    private final List<RunningNode> running = new ArrayList<>();

    @AfterEach
    void stopAll() throws Exception {
        for (RunningNode node : running) {
            node.close();
        }
    }

    private RunningNode start(String name, String... assignments) throws Exception {
        List<String> all = new ArrayList<>(List.of(assignments));
        all.add("cluster.name=" + name);
        all.add("store.segment_max=0"); // Files are counted.
        RunningNode node = RunningNode.start(folder.resolve(name), all.toArray(String[]::new));
        running.add(node);
        return node;
    }

    private RunningNode join(String name, RunningNode member) throws Exception {
        return start(name, "cluster.join=127.0.0.1:" + member.port());
    }

    private static void until(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + LONGEST.toSeconds() + " s: " + what);
            }
            LockSupport.parkNanos(50_000_000);
        }
    }

    private List<Path> blobs(String name) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve(name).resolve("blobs"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static byte[] random(int seed) {
        byte[] bytes = new byte[BIG];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static JsonObject census(RunningNode node) throws IOException, InterruptedException {
        return new JsonObject(text(node.get("/v1/cluster/census?verify=true")));
    }

    private static void put(RunningNode node, String key, byte[] body) throws Exception {
        until(
                "the object is stored",
                () -> node.send("PUT", "/v1/objects/shared/" + key, body).statusCode() == 200);
    }

    private static byte[] get(RunningNode node, String key) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = node.get("/v1/objects/shared/" + key);
        assertThat(answer.statusCode()).as(() -> text(answer)).isEqualTo(200);
        return answer.body();
    }

    @Test
    void aNodeThatJoinsGetsItsCopiesAndOneThatLostItsBlobsGetsThemBack() throws Exception {
        RunningNode first = start("n1");
        first.createBucket("shared");
        byte[] before = random(1);
        put(first, "before", before);
        RunningNode second = join("n2", first);
        RunningNode third = join("n3", first);
        until(
                "all have the object of before",
                () -> blobs("n2").size() == 1 && blobs("n3").size() == 1);

        byte[] after = random(2);
        put(second, "after", after);
        for (RunningNode node : List.of(first, second, third)) {
            assertThat(get(node, "before")).isEqualTo(before);
            assertThat(get(node, "after")).isEqualTo(after);
        }
        until("every copy is there", () -> census(third).getBoolean("whole"));
        JsonObject located = new JsonObject(text(second.get("/v1/cluster/locate?bucket=shared&key=after")));
        assertThat(located.getJsonArray("places")).as(located.encode()).hasSize(3);

        third.close();
        for (Path blob : blobs("n3")) {
            Files.delete(blob);
        }
        RunningNode again = start("n3");
        until("its blobs are back", () -> blobs("n3").size() == 2);
        assertThat(get(again, "after")).isEqualTo(after);
        until("every copy is there again", () -> census(first).getBoolean("whole"));
        assertThat(new JsonArray(new JsonObject(text(first.get("/v1/cluster/members")))
                                .getJsonArray("members")
                                .encode())
                        .getJsonObject(0)
                        .getJsonObject("repair"))
                .isNotNull();
        assertThat(Arrays.equals(before, get(again, "before"))).isTrue();
    }

    @Test
    void aNodeAloneIsItsOwnCensus() throws Exception {
        RunningNode alone = start("n1");
        alone.createBucket("shared");
        put(alone, "k", random(3));

        JsonObject census = census(alone);
        assertThat(census.getBoolean("whole")).as(census.encode()).isTrue();
        assertThat(census.getLong("good")).isEqualTo(1);
    }
}
