package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static dev.cistern.node.RunningNode.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs as a node carries them out, on buckets in front of another node's. */
final class JobsTest {
    private static final int OBJECTS = 600;

    @TempDir
    private Path folder = Path.of("");

    private RunningNode far = unstarted();
    private RunningNode node = unstarted();

    @SuppressWarnings("NullAway") // started before each test
    private static RunningNode unstarted() {
        return null;
    }

    @BeforeEach
    void start() throws Exception {
        far = RunningNode.start(folder.resolve("far"));
        node = RunningNode.start(folder.resolve("node"));
        far.createBucket("far");
        createBacked("near", "through");
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
        far.close();
    }

    private void createBacked(String bucket, String writes) throws Exception {
        JsonObject value = new JsonObject()
                .put("backend", "s3://far/?anonymous=true&endpoint=http://127.0.0.1:" + far.port())
                .put("writes", writes);
        JsonObject create = new JsonObject().put("action", "create-bck").put("value", value);
        assertThat(send("POST", "/v1/buckets/" + bucket, create).statusCode()).isEqualTo(200);
    }

    @CanIgnoreReturnValue
    private HttpResponse<byte[]> send(String method, String path, JsonObject body) throws Exception {
        return node.send(method, path, bytes(body.encode()), "Content-Type", "application/json");
    }

    private static void put(RunningNode at, String path, String body) throws Exception {
        assertThat(at.send("PUT", "/v1/objects/" + path, bytes(body)).statusCode())
                .isEqualTo(200);
    }

    private JsonObject order(String kind) {
        return new JsonObject().put("kind", kind).put("bucket", "near");
    }

    private String started(JsonObject order) throws Exception {
        HttpResponse<byte[]> answer = send("POST", "/v1/jobs", order);
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
        return new JsonObject(text(answer)).getString("id");
    }

    private JsonObject job(String id) throws IOException, InterruptedException {
        return new JsonObject(text(node.get("/v1/jobs/" + id)));
    }

    private JsonObject over(String id) throws Exception {
        long deadline = System.nanoTime() + 60_000_000_000L;
        JsonObject job = job(id);
        while (job.getString("state").equals("running")) {
            assertThat(System.nanoTime()).as(job.encode()).isLessThan(deadline);
            Thread.onSpinWait();
            job = job(id);
        }
        return job;
    }

    private JsonObject done(JsonObject order) throws Exception {
        JsonObject job = over(started(order));
        assertThat(job.getString("state")).as(job.encode()).isEqualTo("done");
        return job;
    }

    private static void hasCounts(JsonObject job, long done, long skipped, long failed) {
        assertThat(List.of(job.getLong("done"), job.getLong("skipped"), job.getLong("failed")))
                .as(job.encode())
                .containsExactly(done, skipped, failed);
    }

    private boolean isHere(String key) throws Exception {
        return node.send("HEAD", "/v1/objects/near/" + key, new byte[0])
                .headers()
                .firstValue("Ais-Present")
                .orElse("")
                .equals("true");
    }

    @Test
    void objectsAreBroughtHereAndLetGoAgain() throws Exception {
        for (int i = 0; i < 30; i++) {
            put(far, "far/a/" + i, "text " + i);
        }
        put(far, "far/b", "b");

        JsonObject dry = done(order("prefetch").put("prefix", "a/").put("dry_run", true));
        hasCounts(dry, 30, 0, 0);
        assertThat(isHere("a/3")).isFalse();
        hasCounts(done(order("prefetch").put("prefix", "a/")), 30, 0, 0);
        assertThat(isHere("a/3")).isTrue();
        assertThat(isHere("b")).isFalse();
        hasCounts(done(order("prefetch").put("template", "a/{28..31}")), 0, 2, 2);

        hasCounts(done(order("evict").put("keys", new JsonArray().add("a/1").add("a/2"))), 2, 0, 0);
        assertThat(isHere("a/1")).isFalse();
        assertThat(isHere("a/3")).isTrue();
        hasCounts(done(order("evict")), 28, 0, 0);
        assertThat(isHere("a/3")).isFalse();
        assertThat(text(node.get("/v1/objects/near/a/3"))).isEqualTo("text 3");
    }

    @Test
    void objectThatItsCloudDoesNotHaveYetIsNotLetGo() throws Exception {
        createBacked("back", "back");
        put(node, "back/here", "text");
        far.close();
        put(node, "back/waits", "text");

        JsonObject job = done(order("evict").put("bucket", "back").put("prefix", "waits"));

        hasCounts(job, 0, 1, 0);
        assertThat(text(node.get("/v1/objects/back/waits"))).isEqualTo("text");
    }

    @Test
    void bucketsAreCopiedAndKeptAlike() throws Exception {
        node.createBucket("own");
        for (int i = 0; i < 20; i++) {
            put(far, "far/" + i, "text " + i);
        }
        put(node, "own/other", "stays unless it is to go");

        hasCounts(done(order("copy").put("to", "own")), 20, 0, 0);
        assertThat(text(node.get("/v1/objects/own/7"))).isEqualTo("text 7");
        put(far, "far/7", "changed");
        hasCounts(done(order("evict")), 20, 0, 0);

        JsonObject dry = done(order("sync").put("to", "own").put("delete", true).put("dry_run", true));
        hasCounts(dry, 2, 39, 0);
        hasCounts(done(order("sync").put("to", "own").put("delete", true)), 2, 39, 0);
        assertThat(text(node.get("/v1/objects/own/7"))).isEqualTo("changed");
        assertThat(node.get("/v1/objects/own/other").statusCode()).isEqualTo(404);
        hasCounts(done(order("sync").put("to", "own")), 0, 20, 0);
    }

    @Test
    void jobThatRunsWhenTheNodeEndsGoesOnByItself() throws Exception {
        for (int i = 0; i < OBJECTS; i++) {
            put(far, "far/" + i, "text " + i);
        }
        String id = started(order("prefetch"));
        node.close();
        node = RunningNode.start(folder.resolve("node"));

        JsonObject job = over(id);
        assertThat(job.getLong("done") + job.getLong("skipped"))
                .as(job.encode())
                .isEqualTo(OBJECTS);
        assertThat(isHere("599")).isTrue();
    }

    @Test
    void whatIsNoJobIsRefusedWithWhatWouldBeOne() throws Exception {
        List<String> answers = new ArrayList<>();
        for (JsonObject wrong : List.of(
                order("melt"),
                order("copy"),
                order("evict").put("to", "near"),
                order("prefetch").put("template", "none"),
                order("prefetch").put("bucket", "absent"),
                order("prefetch").put("prefix", "a").put("template", "{1..2}"),
                order("evict").put("dry_run", "yes"),
                order("evict").put("dry_run", 1),
                order("sync").put("to", "far").put("delete", "true"),
                order("evict").put("dryrun", true),
                order("evict").putNull("prefix"))) {
            HttpResponse<byte[]> answer = send("POST", "/v1/jobs", wrong);
            answers.add(answer.statusCode() + " " + new JsonObject(text(answer)).getString("message"));
        }
        assertThat(answers.get(0)).startsWith("400").contains("prefetch, evict, copy or sync");
        assertThat(answers.get(1)).startsWith("400").contains("\"to\"");
        assertThat(answers.get(2)).startsWith("400");
        assertThat(answers.get(3)).startsWith("400").contains("{000..999}");
        assertThat(answers.get(4)).startsWith("404");
        assertThat(answers.get(5)).startsWith("400").contains("one of");
        assertThat(answers.get(6)).startsWith("400").contains("\"dry_run\" must be true or false");
        assertThat(answers.get(7)).startsWith("400").contains("\"dry_run\" must be true or false");
        assertThat(answers.get(8)).startsWith("400").contains("\"delete\" must be true or false");
        assertThat(answers.get(9)).startsWith("400").contains("dry_run");
        assertThat(answers.get(10)).startsWith("400").contains("\"prefix\" must be a text");
        String own = started(order("evict"));
        assertThat(send("POST", "/v1/jobs/" + own, new JsonObject().put("action", "stop"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(node.get("/v1/jobs/77").statusCode()).isEqualTo(404);
        JsonObject ended = over(own);
        assertThat(send("POST", "/v1/jobs/" + own, new JsonObject().put("action", "cancel"))
                        .statusCode())
                .as(ended.encode())
                .isEqualTo(400);
    }
}
