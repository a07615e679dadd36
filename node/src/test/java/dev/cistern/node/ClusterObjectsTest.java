package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static dev.cistern.node.RunningNode.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects, users and keys of real nodes that belong together. */
final class ClusterObjectsTest {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    @TempDir
    private Path folder = Path.of("");

    private final List<RunningNode> running = new CopyOnWriteArrayList<>();

    @AfterEach
    void stopAll() throws Exception {
        for (RunningNode node : running) {
            node.close();
        }
    }

    private RunningNode start(String name, String... assignments) throws Exception {
        List<String> all = new ArrayList<>(List.of(assignments));
        Path secret = folder.resolve("secret");
        if (!Files.exists(secret)) {
            Files.writeString(secret, "a secret of all nodes, long enough\n");
        }
        all.add("cluster.secret_file=" + secret);
        all.add("cluster.name=" + name);
        RunningNode node = RunningNode.start(folder.resolve(name), all.toArray(String[]::new));
        running.add(node);
        return node;
    }

    private RunningNode join(String name, RunningNode member) throws Exception {
        return start(name, "cluster.join=127.0.0.1:" + member.port());
    }

    private static HttpResponse<byte[]> put(RunningNode node, String key, String body, String... headers)
            throws Exception {
        return node.send("PUT", "/v1/objects/shelf/" + key, bytes(body), headers);
    }

    private static String read(RunningNode node, String key) throws Exception {
        HttpResponse<byte[]> answer = node.get("/v1/objects/shelf/" + key);
        return answer.statusCode() == 200 ? text(answer) : answer.statusCode() + " " + text(answer);
    }

    private static void until(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + LONGEST.toSeconds() + " s: " + what);
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** Each of a node's event loops has connections of its own, and a signature has to be good on all of them. */
    @Test
    void signaturesAreGoodOnEveryConnectionOfANode() throws Exception {
        RunningNode first = start("n1", "node.event_loops=4");
        first.createBucket("shelf");
        RunningNode second = start("n2", "node.event_loops=4", "cluster.join=127.0.0.1:" + first.port());
        byte[] large = new byte[100_000];
        until(
                "both hold copies",
                () -> send(second, "/v1/objects/shelf/first", large).statusCode() == 200);

        List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String key = "/v1/objects/shelf/large" + i;
            answers.add(CompletableFuture.supplyAsync(() -> send(second, key, large)));
        }

        for (CompletableFuture<HttpResponse<byte[]>> answer : answers) {
            HttpResponse<byte[]> stored = answer.get(60, TimeUnit.SECONDS);
            assertThat(stored.statusCode()).as(text(stored)).isEqualTo(200);
        }
    }

    private static HttpResponse<byte[]> send(RunningNode node, String path, byte[] body) {
        try {
            return node.send("PUT", path, body);
        } catch (IOException | InterruptedException e) {
            throw new CompletionException(e);
        }
    }

    @Test
    void whatAnyNodeHasStoredEveryNodeReadsAtOnceAlsoWhatTheFirstHadBefore() throws Exception {
        RunningNode first = start("n1");
        first.createBucket("shelf");
        assertThat(put(first, "before", "old").statusCode()).isEqualTo(200);
        RunningNode second = join("n2", first);
        RunningNode third = join("n3", second);

        assertThat(read(third, "before")).isEqualTo("old");
        for (int i = 0; i < 20; i++) {
            RunningNode writer = running.get(i % 3);
            RunningNode reader = running.get((i + 1) % 3);
            assertThat(put(writer, "key", "v" + i).statusCode()).isEqualTo(200);
            assertThat(read(reader, "key")).isEqualTo("v" + i);
        }
        assertThat(put(second, "once", "a", "If-None-Match", "*").statusCode()).isEqualTo(200);
        assertThat(put(third, "once", "b", "If-None-Match", "*").statusCode()).isEqualTo(412);
        assertThat(second.send("DELETE", "/v1/objects/shelf/before", new byte[0])
                        .statusCode())
                .isEqualTo(204);
        assertThat(read(first, "before")).startsWith("404");
        assertThat(text(third.get("/v1/buckets/shelf"))).contains("once").doesNotContain("before");

        first.close();
        until("the others go on", () -> put(second, "later", "c").statusCode() == 200);
        assertThat(read(third, "later")).isEqualTo("c");
    }

    /** Whether there is such a bucket is asked of the others first, and the body comes meanwhile. */
    @Test
    void bodiesOverS3WaitUntilTheirBucketIsKnown() throws Exception {
        RunningNode first = start("n1");
        first.createBucket("shelf");
        RunningNode second = join("n2", first);
        byte[] large = new byte[300_000];
        new Random(3).nextBytes(large);

        for (int i = 0; i < 10; i++) {
            HttpResponse<byte[]> stored = second.send("PUT", "/shelf/large" + i, large);
            assertThat(stored.statusCode()).as(text(stored)).isEqualTo(200);
            assertThat(first.get("/shelf/large" + i).body()).isEqualTo(large);
            HttpResponse<byte[]> made = second.send("PUT", "/made" + i, new byte[0]);
            assertThat(made.statusCode()).as(text(made)).isEqualTo(200);
        }
        String two = "<Delete><Object><Key>large0</Key></Object><Object><Key>large1</Key></Object></Delete>";
        HttpResponse<byte[]> deleted = second.send("POST", "/shelf?delete", bytes(two));
        assertThat(deleted.statusCode()).as(text(deleted)).isEqualTo(200);
        assertThat(first.get("/shelf/large1").statusCode()).isEqualTo(404);
    }

    @Test
    void aNodeThatWasAwayHasWhatWasWrittenMeanwhile() throws Exception {
        RunningNode first = start("n1");
        first.createBucket("shelf");
        RunningNode second = join("n2", first);
        RunningNode third = join("n3", first);
        third.close();
        for (int i = 0; i < 10; i++) {
            assertThat(put(second, "key" + i, "v" + i).statusCode()).isEqualTo(200);
        }
        second.close();
        first.close();

        CompletableFuture<RunningNode> first2 = CompletableFuture.supplyAsync(() -> startAgain("n1"));
        RunningNode third2 = startAgain("n3");
        assertThat(read(third2, "key9")).isEqualTo("v9");
        assertThat(read(first2.get(60, TimeUnit.SECONDS), "key0")).isEqualTo("v0");
    }

    private RunningNode startAgain(String name) {
        try {
            return start(name);
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    @Test
    void aMemberThatIsBackIsReadyOnceItReachesTheOthers() throws Exception {
        RunningNode first = start("n1");
        first.createBucket("shelf");
        RunningNode second = join("n2", first);
        RunningNode third = join("n3", second);
        third.close();

        RunningNode back = start("n3");

        assertThat(new JsonObject(text(back.get("/v1/cluster/members"))).getValue("leader"))
                .isNotNull();
        second.close();
        until("two are a majority", () -> put(back, "key", "value").statusCode() == 200);
    }

    @Test
    void usersAndMasterKeysAreTheSameOnAllNodes() throws Exception {
        RunningNode first = start("n1");
        first.createBucket("shelf");
        RunningNode second = join("n2", first);
        String token = first.operator();
        until("n2 knows the user", () -> !second.accounts().users().isEmpty());
        until(
                "n2 knows the token",
                () -> second.sendAsNobody("GET", "/v1/users", new byte[0], "Authorization", "Bearer " + token)
                                .statusCode()
                        == 200);
        assertThat(second.sendAsNobody("GET", "/v1/users", new byte[0]).statusCode())
                .isEqualTo(401);

        String[] keys = {"Authorization", "Bearer " + token};
        HttpResponse<byte[]> made = second.sendAsNobody("POST", "/v1/master-keys", new byte[0], keys);
        assertThat(made.statusCode()).as(text(made)).isLessThan(300);
        until("n1 has the key", () -> Files.exists(folder.resolve("n1/master-keys")));
        assertThat(Files.readString(folder.resolve("n1/master-keys")))
                .isEqualTo(Files.readString(folder.resolve("n2/master-keys")));
    }

    @Test
    void aNodeWithBucketsOfItsOwnIsNotLetIn() throws Exception {
        RunningNode first = start("n1");
        RunningNode own = start("own");
        own.createBucket("mine");
        own.close();

        assertThatThrownBy(() -> join("own", first)).hasMessageContaining("holds buckets of its own");
    }
}
