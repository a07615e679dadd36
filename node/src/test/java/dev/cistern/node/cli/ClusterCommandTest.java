package dev.cistern.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClusterCommandTest {
    private static final String VIEW = """
            {"cluster": "a510f602", "phase": "member", "this": "n1", "leader": "n2", "objects_leader": "n1", "epoch": 5, "settings_version": 8,
             "members": [
               {"name": "n1", "role": "follower", "state": "active", "zone": "rack1", "weight": 100, "version": "0.1.0",
                "heard_ms": 0, "settings_version": 8, "problem": "", "alerts": [], "url": "http://127.0.0.1:7070",
                "figures": {"clients": 12, "requests_per_second": 340, "certificate_until": 4102444800,
                            "secrets": ["1a2b3c4d", "5e6f7a8b"]}},
               {"name": "n2", "role": "leader", "state": "active", "zone": "rack2", "weight": 100, "version": "0.1.0",
                "heard_ms": 412, "settings_version": 8, "problem": "", "alerts": ["CisternConnectionsHigh"],
                "url": "http://127.0.0.1:7080",
                "figures": {"clients": 7, "requests_per_second": 20, "certificate_until": 1000000000,
                            "secrets": ["5e6f7a8b"]}},
               {"name": "n3", "role": null, "state": "away", "zone": "rack3", "weight": 100, "version": "0.1.0",
                "heard_ms": 4000000, "settings_version": 7, "problem": "not a number", "alerts": [],
                "url": "http://127.0.0.1:7090"}],
             "can_lose": {"voters": 3, "reachable": 2, "nodes": 0, "text": "no node may fail"},
             "objects": "objects are not replicated yet"}
            """;

    @TempDir
    private Path folder = Path.of("");

    private final FakeNode node = new FakeNode();

    ClusterCommandTest() throws IOException {}

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void nodesAreATableWithWhatIsWrongUnderThem() {
        node.answer("GET /v1/cluster/members", 200, VIEW);

        assertThat(CommandRun.of(node, "cluster").out()).isEqualTo("""
                        cluster a510f602
                        NODE  ROLE      STATE   ZONE   WEIGHT  VERSION  HEARD OF    SETTINGS  CLIENTS  REQ/S  ADDRESS
                        n1 *  follower  active  rack1  100     0.1.0    now         8         12       340    http://127.0.0.1:7070
                        n2    leader    active  rack2  100     0.1.0    now         8         7        20     http://127.0.0.1:7080
                            alerts: CisternConnectionsHigh
                            its certificate for other nodes has ended
                        n3              away    rack3  100     0.1.0    66 min ago  7 of 8                    http://127.0.0.1:7090
                            cannot use the cluster's settings: not a number
                        nodes have different secrets: n1 1a2b3c4d, believes 5e6f7a8b; n2 5e6f7a8b
                        no node may fail
                        objects are not replicated yet
                        n1 orders those changes
                        """);
    }

    @Test
    void aNodeIsRemovedByItsName() {
        node.answer("DELETE /v1/cluster/members/n3", 204, "");

        CommandRun run = CommandRun.of(node, "cluster", "remove", "n3");

        assertThat(run.out()).isEqualTo("n3 is no member any more\n");
    }

    @Test
    void aNodeThatHoldsTheOnlyCopyOfSomethingIsRemovedByForceAlone() {
        node.answer("DELETE /v1/cluster/members/n3", 204, "");

        assertThat(CommandRun.of(node, "cluster", "remove", "n3", "--force").out())
                .isEqualTo("n3 is no member any more\n");
        assertThat(node.requests).containsExactly("DELETE /v1/cluster/members/n3?force=true");
    }

    @Test
    void aNodeThatIsDrainedIsWatchedUntilItIsEmpty() {
        node.answer("PUT /v1/cluster/members/n3/drain", 200, "{\"node\": \"n3\", \"blobs\": 3, \"bytes\": 7000000}");
        node.answer("GET /v1/cluster/members/n3/drain", 200, "{\"node\": \"n3\", \"blobs\": 0, \"bytes\": 0}");

        CommandRun run = CommandRun.of(node, "cluster", "drain", "n3");

        assertThat(run.err()).isEqualTo("n3: 3 blobs, 6 MiB left\n");
        assertThat(run.out()).isEqualTo("n3 is empty; take it out with 'cistern cluster remove n3'\n");
    }

    @Test
    void aDrainIsBegunWithoutWaitingAndGivenUp() {
        node.answer("PUT /v1/cluster/members/n3/drain", 200, "{\"node\": \"n3\", \"blobs\": 3, \"bytes\": 7000000}");
        node.answer("DELETE /v1/cluster/members/n3/drain", 200, "{\"node\": \"n3\", \"blobs\": 3, \"bytes\": 7000000}");

        assertThat(CommandRun.of(node, "cluster", "drain", "n3", "--no-wait").out())
                .isEqualTo("n3 is being drained; 3 blobs, 6 MiB left\n");
        assertThat(CommandRun.of(node, "cluster", "drain", "n3", "--cancel").out())
                .isEqualTo("n3 has copies again\n");
    }

    @Test
    void whoIsAwayIsNamedWithTheReportOfAChange() {
        node.answer("PUT /v1/settings", 200, """
                {"revision": 8, "nodes": 3, "applied": 2, "took_ms": 41, "changes": [], "effects": {},
                 "failed_requests": 0, "needs_restart": [], "warnings": [], "confirm_by": null,
                 "missing": [{"node": "n3", "why": "not heard of for 42 s; it catches up by itself"}]}
                """);

        CommandRun run = CommandRun.of(node, "config", "cluster", "net.http.idle_conns=5");

        assertThat(run.out()).contains("applied on 2/3 nodes in 41 ms");
        assertThat(run.err()).isEqualTo("not yet on n3: not heard of for 42 s; it catches up by itself\n");
    }

    @Test
    void certificatesAreMadeForEachHostAndTheRootStays() throws IOException {
        String out = folder.resolve("certs").toString();
        CommandRun first = CommandRun.of(node, "cluster", "certs", "--out", out, "127.0.0.1");
        String root = java.nio.file.Files.readString(Path.of(out, "ca.pem"));
        CommandRun second = CommandRun.of(node, "cluster", "certs", "--out", out, "b.example.org");

        assertThat(first.out() + second.out()).contains("127.0.0.1.pem").contains("b.example.org-key.pem");
        assertThat(Path.of(out, "ca.pem")).content().isEqualTo(root).contains("BEGIN CERTIFICATE");
        assertThat(Path.of(out, "127.0.0.1-key.pem")).content().contains("BEGIN PRIVATE KEY");
    }
}
