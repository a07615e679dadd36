package dev.cistern.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ConfigCommandsTest {
    private static final String SETTINGS = """
            {"revision": 7, "pending": {"revision": 8, "confirm_by": "2026-11-21T08:00:00Z"}, "problems": [],
             "settings": [
               {"key": "net.http.idle_conn_time", "value": "30s", "effective": "18s",
                "reason": "a peer closes idle connections after 20s", "default": "15s",
                "origin": {"source": "cluster", "detail": "revision 7, operator"}, "live": true, "type": "duration"},
               {"key": "net.http.idle_conns", "value": "2000", "effective": "2000", "reason": null, "default": "2000",
                "origin": {"source": "default", "detail": ""}, "live": true, "type": "count"},
               {"key": "net.http.strict", "value": false, "effective": false, "reason": null, "default": "false",
                "origin": {"source": "file", "detail": "cistern.yaml:3"}, "live": true, "type": "boolean"},
               {"key": "net.protocol", "value": "http1", "effective": "http1", "reason": null, "default": "http1",
                "origin": {"source": "default", "detail": ""}, "live": true, "type": "choice"}]}
            """;
    private static final String CHANGED = """
            {"revision": 8, "nodes": 1, "applied": 1, "took_ms": 41,
             "changes": [{"key": "net.http.idle_conn_time", "old": "15s", "new": "30s", "effective": "18s",
                          "reason": "clamped to 18s: a peer closes idle connections after 20s"}],
             "effects": {"idle_connections_closed": 212}, "failed_requests": 0,
             "needs_restart": ["store.data_dir"], "warnings": ["that is long"], "confirm_by": "2026-11-21T08:00:00Z"}
            """;

    private final FakeNode node = new FakeNode();

    ConfigCommandsTest() throws IOException {}

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void tableShowsTheEffectiveValueWithItsReason() {
        node.answer("GET /v1/settings", 200, SETTINGS);

        CommandRun run = CommandRun.of(node, "config", "cluster", "net");

        assertThat(run.out()).isEqualTo("""
                        PROPERTY                 VALUE  EFFECTIVE
                        net.http.idle_conn_time  30s    18s
                            a peer closes idle connections after 20s
                        net.http.idle_conns      2000
                        net.http.strict          false
                        net.protocol             http1
                        """);
        assertThat(run.err())
                .isEqualTo("revision 8 is undone at 2026-11-21T08:00:00Z unless confirmed: cistern config confirm\n");
        assertThat(node.requests).containsExactly("GET /v1/settings?scope=cluster&prefix=net ");
    }

    @Test
    void originIsShownWhenAskedFor() {
        node.answer("GET /v1/settings", 200, SETTINGS);

        CommandRun run = CommandRun.of(node, "config", "node", "--show-origin");

        assertThat(run.out()).contains("cluster: revision 7, operator").contains("file: cistern.yaml:3");
        assertThat(node.requests).containsExactly("GET /v1/settings?scope=node ");
    }

    @Test
    void jsonIsNestedFromTheRootInTheTypesOfTheSettings() {
        node.answer("GET /v1/settings", 200, SETTINGS);

        CommandRun run = CommandRun.of(node, "config", "cluster", "net", "--json");

        assertThat(run.out()).isEqualTo("""
                        {
                            "net": {
                                "http": {
                                    "idle_conn_time": "30s",
                                    "idle_conns": 2000,
                                    "strict": false
                                },
                                "protocol": "http1"
                            }
                        }
                        """);
    }

    @Test
    void unknownPrefixIsNotFound() {
        node.answer("GET /v1/settings", 200, "{\"settings\": []}");

        CommandRun run = CommandRun.of(node, "config", "cluster", "nett");

        assertThat(run.exitCode()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(run.err()).contains("no setting is called 'nett'");
    }

    @Test
    void changeReportsWhatItDid() {
        node.answer("PUT /v1/settings", 200, CHANGED);

        CommandRun run = CommandRun.of(
                node,
                "config",
                "cluster",
                "net.http.idle_conn_time=30s",
                "a.b=x=y",
                "--unset",
                "net.http.idle_conns",
                "--confirm-within",
                "60s");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo("""
                        net.http.idle_conn_time: 15s → 30s
                            clamped to 18s: a peer closes idle connections after 20s
                        applied on 1/1 nodes in 41 ms; 212 idle connections closed (config_drain); 0 requests failed
                        needs a restart to take effect: store.data_dir
                        undone at 2026-11-21T08:00:00Z unless confirmed: cistern config confirm
                        """);
        assertThat(run.err()).isEqualTo("warning: that is long\n");
        assertThat(node.requests)
                .containsExactly("PUT /v1/settings {\"scope\":\"cluster\",\"set\":{\"net.http.idle_conn_time\":\"30s\","
                        + "\"a.b\":\"x=y\"},\"unset\":[\"net.http.idle_conns\"],\"confirm_within\":\"60s\"}");
    }

    @Test
    void refusedChangeSaysEveryProblem() {
        node.answer("PUT /v1/settings", 400, """
                {"status": 400, "code": "INVALID_SETTINGS", "message": "nothing was changed: 2 settings break a rule",
                 "problems": [
                   {"source": "command", "key": "a.b", "value": "0", "reason": "value must be greater than zero",
                    "suggestion": "1s"},
                   {"source": "command", "key": "net.htp", "value": "1", "reason": "unknown key", "suggestion": null}]}
                """);

        CommandRun run = CommandRun.of(node, "config", "node", "a.b=0", "net.htp=1");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).isEqualTo("""
                        error: nothing was changed
                          a.b = 0
                              in command
                              value must be greater than zero
                              1s
                          net.htp = 1
                              in command
                              unknown key
                        """);
    }

    @Test
    void changesAndQuestionsDoNotMix() {
        assertThat(CommandRun.of(node, "config", "cluster", "a=1", "b").exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(CommandRun.of(node, "config", "cluster", "a", "b").exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(CommandRun.of(node, "config", "cluster", "=1").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(CommandRun.of(node, "config", "cluster", "--confirm-within", "1s")
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(node.requests).isEmpty();
    }

    @Test
    void rollbackNamesItsRevisionOrNone() {
        node.answer("POST /v1/settings/rollback", 200, CHANGED);

        assertThat(CommandRun.of(node, "config", "rollback").exitCode()).isZero();
        assertThat(CommandRun.of(node, "config", "rollback", "7").exitCode()).isZero();

        assertThat(node.requests)
                .containsExactly("POST /v1/settings/rollback {}", "POST /v1/settings/rollback {\"to\":7}");
    }

    @Test
    void historyIsATable() {
        node.answer("GET /v1/settings/history", 200, """
                {"entries": [{"revision": 8, "when": "2026-11-21T08:00:00Z", "who": "127.0.0.1", "source": "cluster",
                  "changes": [{"key": "a.b", "old": null, "new": "1"}], "took_ms": 3},
                 {"revision": 9, "when": "2026-11-21T09:00:00Z", "who": "f", "source": "file",
                  "changes": [{"key": "a.c", "old": "f", "new": "f", "effective": "f (CN=b)"}], "took_ms": 3}]}
                """);

        assertThat(CommandRun.of(node, "config", "history").out()).isEqualTo("""
                        REVISION  WHEN                  WHO        SOURCE   CHANGES
                        8         2026-11-21T08:00:00Z  127.0.0.1  cluster  a.b: - → 1
                        9         2026-11-21T09:00:00Z  f          file     a.c: f (CN=b)
                        """);
    }

    @Test
    void describeTellsTypeDefaultAndRange() {
        node.answer("GET /v1/settings/describe", 200, """
                {"settings": [{"key": "net.http.idle_conn_time", "type": "duration", "default": "15s", "unit": "",
                  "range": "1ms to 24h", "live": true, "layer": 2, "description": "Longest idle time."}]}
                """);

        assertThat(CommandRun.of(node, "config", "describe", "net.http").out()).isEqualTo("""
                        net.http.idle_conn_time
                            Longest idle time.
                            duration, default 15s, range 1ms to 24h, live
                        """);
    }

    @Test
    void confirmSaysWhatIsKept() {
        node.answer("POST /v1/settings/confirm", 200, "{\"revision\": 8}");

        assertThat(CommandRun.of(node, "config", "confirm").out()).isEqualTo("revision 8 is kept\n");
    }
}
