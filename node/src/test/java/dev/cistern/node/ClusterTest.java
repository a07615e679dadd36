package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static dev.cistern.node.RunningNode.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several real nodes in this process. */
final class ClusterTest {
    private static final Duration LONGEST = Duration.ofSeconds(40);
    private static final String IDLE = "net.http.idle_conns";

    @TempDir
    private Path folder = Path.of("");

    private final List<RunningNode> running = new ArrayList<>();

    @AfterEach
    void stopAll() throws Exception {
        for (RunningNode node : running) {
            node.close();
        }
    }

    @CanIgnoreReturnValue
    private RunningNode start(String name, String... assignments) throws Exception {
        List<String> all = new ArrayList<>(List.of(assignments));
        all.add("cluster.name=" + name);
        RunningNode node = RunningNode.start(folder.resolve(name), all.toArray(String[]::new));
        running.add(node);
        return node;
    }

    @CanIgnoreReturnValue
    private RunningNode join(String name, RunningNode member, String... assignments) throws Exception {
        List<String> all = new ArrayList<>(List.of(assignments));
        all.add("cluster.join=127.0.0.1:" + member.port());
        return start(name, all.toArray(String[]::new));
    }

    private static JsonObject view(RunningNode node) throws IOException, InterruptedException {
        return new JsonObject(text(node.get("/v1/cluster/members")));
    }

    private static String state(RunningNode node, String member) throws IOException, InterruptedException {
        JsonArray members = view(node).getJsonArray("members");
        for (int i = 0; i < members.size(); i++) {
            if (members.getJsonObject(i).getString("name").equals(member)) {
                return members.getJsonObject(i).getString("state");
            }
        }
        return "none";
    }

    private static HttpResponse<byte[]> set(RunningNode node, String value) throws IOException, InterruptedException {
        return node.send("PUT", "/v1/settings", bytes("{\"set\":{\"" + IDLE + "\":\"" + value + "\"}}"));
    }

    private static String effective(RunningNode node) throws IOException, InterruptedException {
        return new JsonObject(text(node.get("/v1/settings?prefix=" + IDLE)))
                .getJsonArray("settings")
                .getJsonObject(0)
                .getString("effective");
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

    private static void assertAppliedOn(HttpResponse<byte[]> answer, int nodes) {
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
        JsonObject report = new JsonObject(text(answer));
        assertThat(List.of(report.getInteger("applied"), report.getInteger("nodes")))
                .as(text(answer))
                .containsExactly(nodes, nodes);
    }

    @Test
    void aNodeAloneStartsNothingOfACluster() throws Exception {
        RunningNode alone = start("lonely");

        assertThat(state(alone, "lonely")).isEqualTo("alone");
        assertThat(text(alone.get("/v1/cluster/members")))
                .contains("on a majority of the nodes before it is acknowledged");
        assertThat(folder.resolve("lonely/cluster")).doesNotExist();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().contains("cistern-raft-lonely"));
    }

    @Test
    void aChangeOnAnyNodeIsInForceOnAllAndAMinorityRefusesAndServes() throws Exception {
        RunningNode first = start("n1");
        assertAppliedOn(set(first, "901"), 1);
        RunningNode second = join("n2", first);
        assertThat(effective(second)).isEqualTo("901");
        RunningNode third = join("n3", second);
        until(
                "all see each other",
                () -> state(third, "n1").equals("active") && state(third, "n2").equals("active"));

        assertAppliedOn(set(third, "902"), 3);
        assertThat(effective(first)).isEqualTo("902");
        assertThat(effective(second)).isEqualTo("902");
        until("all are heard of", () -> text(first.get("/v1/cluster/members")).contains("1 of 3 nodes may fail"));
        assertThat(text(second.get("/v1/cluster?what=smap"))).contains("\"n1\"").contains("\"n3\"");

        third.createBucket("here");
        first.close();
        second.close();
        // Each is answered only when the node has waited for a majority, so they wait side by side.
        FutureTask<HttpResponse<byte[]>> reading = new FutureTask<>(() -> third.get("/v1/buckets/here"));
        new Thread(reading, "reading").start();
        HttpResponse<byte[]> refused = set(third, "903");
        assertThat(refused.statusCode()).as(text(refused)).isEqualTo(503);
        assertThat(text(refused)).contains("NO_QUORUM").contains("cannot be changed until one can");
        HttpResponse<byte[]> unread = reading.get();
        assertThat(unread.statusCode()).as(text(unread)).isEqualTo(503);
        assertThat(text(unread)).contains("NO_MAJORITY");
        assertThat(effective(third)).isEqualTo("902");
    }

    @Test
    void membersFindEachOtherAgainOnOtherPortsAndWhoWasAwayCatchesUp() throws Exception {
        RunningNode first = start("n1");
        RunningNode second = join("n2", first);
        RunningNode third = join("n3", first);
        assertAppliedOn(set(first, "901"), 3);
        third.close();
        until("n3 is missed", () -> state(first, "n3").equals("away"));
        HttpResponse<byte[]> answer = set(second, "902");
        assertThat(text(answer)).contains("\"applied\" : 2").contains("\"node\" : \"n3\"");
        first.close();
        second.close();

        RunningNode third2 = start("n3");
        assertThat(effective(third2)).isEqualTo("901");
        RunningNode second2 = start("n2");
        until("n3 caught up", () -> effective(third2).equals("902"));
        until("they have told each other", () -> state(third2, "n2").equals("active"));
        HttpResponse<byte[]> change = set(second2, "903");
        assertThat(text(change)).contains("\"applied\" : 2").contains("\"node\" : \"n1\"");
    }

    @Test
    void whoIsRemovedStopsTakingPartAndAWipedFolderTakesItsMembersPlace() throws Exception {
        RunningNode first = start("n1");
        RunningNode second = join("n2", first);
        RunningNode third = join("n3", first);
        until("all are known", () -> state(second, "n3").equals("active"));

        assertThat(second.send("DELETE", "/v1/cluster/members/n9", new byte[0]).statusCode())
                .isEqualTo(404);
        HttpResponse<byte[]> removed = second.send("DELETE", "/v1/cluster/members/n1", new byte[0]);
        assertThat(removed.statusCode()).as(text(removed)).isEqualTo(204);
        until("n1 knows", () -> state(first, "n1").equals("removed"));
        until("n1 is gone", () -> state(third, "n1").equals("none"));
        assertThat(first.get("/_health/ready").statusCode()).isEqualTo(200);

        third.close();
        until("n3 is missed", () -> state(second, "n3").equals("away"));
        assertThat(set(second, "950").statusCode()).isEqualTo(503);
    }

    @Test
    void aMemberWhoseDiskWasWipedComesBackUnderItsName() throws Exception {
        RunningNode first = start("n1");
        RunningNode second = join("n2", first);
        RunningNode third = join("n3", first);
        until("all are known", () -> state(second, "n3").equals("active"));
        assertThatThrownBy(() -> RunningNode.start(
                        folder.resolve("impostor"), "cluster.name=n3", "cluster.join=127.0.0.1:" + first.port()))
                .hasMessageContaining("a node named n3 is a member and alive");

        third.close();
        until("n3 is missed", () -> state(first, "n3").equals("away"));
        RunningNode wiped =
                RunningNode.start(folder.resolve("wiped"), "cluster.name=n3", "cluster.join=127.0.0.1:" + first.port());
        running.add(wiped);
        until("it is back", () -> state(first, "n3").equals("active"));
        assertAppliedOn(set(wiped, "951"), 3);
        assertThat(view(wiped).getJsonArray("members")).hasSize(3);
    }

    @Test
    void everyNodeKnowsWhatTheOthersDo() throws Exception {
        RunningNode first = start("n1");
        RunningNode second = join("n2", first);
        for (RunningNode node : List.of(first, second)) {
            until("it is told once a second", () -> {
                JsonArray members = view(node).getJsonArray("members");
                return members.size() == 2
                        && members.stream()
                                .map(member -> ((JsonObject) member).getJsonObject("figures"))
                                .allMatch(figures -> figures != null
                                        && figures.getLong("requests") > 0
                                        && figures.getLong("free_bytes") > 0);
            });
            assertThat(text(node.get("/_metrics")))
                    .containsPattern("cistern_peers_notices_sent_total [1-9]")
                    .containsPattern("cistern_peers_notices_received_total [1-9]");
        }
    }

    @Test
    void theSecretMustBeTheSame() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "0123456789abcdef0123\n");
        Path other = Files.writeString(folder.resolve("other"), "another secret that is long enough");
        RunningNode first = start("n1", "cluster.secret_file=" + secret);

        assertThatThrownBy(() -> join("n2", first, "cluster.secret_file=" + other))
                .hasMessageContaining("the signature is wrong")
                .hasMessageContaining("cluster.secret_file");
        assertThatThrownBy(() -> join("n3", first)).hasMessageContaining("not signed");
        assertThat(state(first, "n1")).isEqualTo("alone");
        RunningNode fourth = join("n4", first, "cluster.secret_file=" + secret);
        until("n4 is heard of", () -> state(first, "n4").equals("active"));
        assertAppliedOn(set(fourth, "901"), 2);
    }

    @Test
    void whatOneNodeCannotUseIsRefusedBeforeItIsCommitted() throws Exception {
        RunningNode first = start("n1");
        RunningNode strict = join("n2", first, "net.http.strict=true", "net.http.max_conns=1000");
        until("n1 hears of n2", () -> state(first, "n2").equals("active"));

        HttpResponse<byte[]> answer =
                first.send("PUT", "/v1/settings", bytes("{\"set\":{\"net.http.idle_conn_time\":\"30s\"}}"));

        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(400);
        assertThat(text(answer)).contains("node n2").contains("net.http.idle_conn_time");
        assertThat(text(strict.get("/v1/settings/history"))).doesNotContain("net.http.idle_conn_time");
    }

    @Test
    void whatMustBeAlikeEverywhereIsCheckedOnJoining() throws Exception {
        RunningNode first = start("n1");

        assertThatThrownBy(() -> join("n2", first, "store.durability=os"))
                .hasMessageContaining("store.durability")
                .hasMessageContaining("where it is sync");
    }

    @Test
    void aPeerPortThatOthersReachNeedsCertificates() {
        assertThatThrownBy(() -> start("n1", "cluster.listen=0.0.0.0:7071"))
                .hasMessageContaining("cluster.listen")
                .hasMessageContaining("cluster.tls_cert_file");
    }

    @Test
    void withoutASecretTheOthersDoNotHearOfAUser() throws Exception {
        RunningNode first = start("n1");
        RunningNode second = join("n2", first);
        RunningNode alone = start("alone");

        assertThat(makeUser(second, "{\"name\":\"ann\"}")).contains("\"only_here\" : true");
        assertThat(makeUser(alone, "{\"name\":\"ann\"}")).doesNotContain("only_here");
    }

    /** It would ask the other nodes for keys, which they do not have. */
    @Test
    void withoutASecretThereIsNoAdministratorOfAMember() throws Exception {
        RunningNode first = start("n1");
        RunningNode second = join("n2", first);

        assertThat(makeUser(second, "{\"name\":\"root\",\"admin\":true}"))
                .contains("CONFLICT")
                .contains("cluster.secret_file");
        assertThat(second.accounts().users().isEmpty()).isTrue();
    }

    private static String makeUser(RunningNode node, String user) throws IOException, InterruptedException {
        return text(node.sendAsNobody("POST", "/v1/users", bytes(user)));
    }

    @Test
    void allNodesSayWhichOneOrdersTheChangesOfObjects() throws Exception {
        RunningNode first = start("n1");
        RunningNode second = join("n2", first);

        until("n1 knows it", () -> view(first).getString("objects_leader") != null);
        until("n2 says the same", () -> view(first)
                .getString("objects_leader")
                .equals(view(second).getString("objects_leader")));
    }
}
