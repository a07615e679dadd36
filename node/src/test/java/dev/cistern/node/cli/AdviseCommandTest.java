package dev.cistern.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AdviseCommandTest {
    private static final String ADVICE = """
            {"layers": [
               {"layer": "clients", "verdict": "nothing to say yet: 3 requests in 9 s, and it takes 100", "settings": [],
                "load": {"requests": 0}, "notes": []},
               {"layer": "backends", "verdict": "change net.http.backend_idle_conns_per_host 8 → 21",
                "settings": [
                  {"key": "net.http.backend_idle_conn_time", "now": "6s", "needed": "1.5s", "recommended": "6s",
                   "why": "4.6/λ = 9.2 ms; what there is will do"},
                  {"key": "net.http.backend_idle_conns_per_host", "now": "8", "needed": "21", "recommended": "21",
                   "why": "L = 10, L + 3√L = 20; C = 21"}],
                "measured": {"dials_per_1000": 54.21},
                "now": {"dials_per_1000": 55.908, "mean_idle": 4.3, "idle_bytes": 39000},
                "recommended": {"dials_per_1000": 0.61, "mean_idle": 11.8, "idle_bytes": 109000},
                "hosts_asked": 1,
                "hosts": [
                  {"host": "http://origin:80",
                   "load": {"requests": 148824, "over_s": 299, "rate_per_s": 497.739, "service_ms": 19.961,
                            "mean_concurrency": 9.935, "p999_concurrency": 21, "peak_concurrency": 27,
                            "gap95_ms": 6.042},
                   "measured": {"dials_per_1000": 54.21},
                   "now": {"dials_per_1000": 55.908, "mean_idle": 4.3, "idle_bytes": 39000},
                   "recommended": {"dials_per_1000": 0.61, "mean_idle": 11.8, "idle_bytes": 109000}}],
                "notes": ["peers close first"]}],
             "changes": {"net.http.backend_idle_conns_per_host": "21"}}
            """;
    private static final String CHANGED = """
            {"revision": 8, "nodes": 1, "applied": 1, "took_ms": 41,
             "changes": [{"key": "net.http.backend_idle_conns_per_host", "old": "8", "new": "21", "effective": "21"}],
             "effects": {}, "failed_requests": 0, "needs_restart": [], "warnings": []}
            """;

    private final FakeNode node = new FakeNode();

    AdviseCommandTest() throws IOException {
        node.answer("GET /v1/advice", 200, ADVICE);
        node.answer("PUT /v1/settings", 200, CHANGED);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void tableShowsTrafficDialsAndTheArithmeticOfEachSetting() {
        CommandRun run = CommandRun.of(node, "advise");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("""
                        CLIENTS: nothing to say yet: 3 requests in 9 s, and it takes 100

                        BACKENDS: change net.http.backend_idle_conns_per_host 8 → 21

                        HOST              REQUESTS  IN     RATE   SERVICE  AT ONCE: L  C   PEAK  95 % GAP
                        http://origin:80  148824    299 s  498/s  20 ms    9.94        21  27    6.04 ms

                        DIALS PER 1,000   MEASURED  MODEL: NOW  RECOMMENDED  IDLE NOW     RECOMMENDED
                        http://origin:80  54.2      55.9        0.61         4.3, 39 KiB  11.8, 107 KiB

                        SETTING                               NOW  RECOMMENDED
                        net.http.backend_idle_conn_time       6s   as it is
                            4.6/λ = 9.2 ms; what there is will do
                        net.http.backend_idle_conns_per_host  8    21
                            L = 10, L + 3√L = 20; C = 21
                        note: peers close first
                        """);
        assertThat(node.requests).containsExactly("GET /v1/advice");
    }

    @Test
    void prefixShowsTheSettingsThatBeginSo() {
        CommandRun run = CommandRun.of(node, "advise", "net.http.backend_idle_conns");
        assertThat(run.out()).contains("backend_idle_conns_per_host  8").doesNotContain("backend_idle_conn_time");
        CommandRun none = CommandRun.of(node, "advise", "store.data_dir");
        assertThat(none.exitCode()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(none.err()).contains("store.data_dir");
    }

    @Test
    void questionGoesToTheNode() {
        CommandRun run = CommandRun.of(
                node, "advise", "--layer", "backends", "--host", "origin", "--what-if", "a.b=1", "c.d=2", "--json");
        assertThat(run.out()).startsWith("{\n    \"layers\": [");
        assertThat(node.requests)
                .containsExactly("GET /v1/advice?layer=backends&host=origin&what_if=a.b%3D1%2Cc.d%3D2");
    }

    @Test
    void badWhatIfIsExplained() {
        node.answer("GET /v1/advice", 400, """
                        {"code": "INVALID_SETTINGS", "message": "nothing was changed",
                         "problems": [{"source": "what-if", "key": "net.http.idle", "value": "1",
                                       "reason": "no such setting", "suggestion": "did you mean net.http.idle_conns?"}]}
                        """);
        CommandRun run = CommandRun.of(node, "advise", "--what-if", "net.http.idle=1");
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("no such setting").contains("did you mean net.http.idle_conns?");
    }

    @Test
    void applySetsWhatIsRecommendedThroughTheSettings() {
        CommandRun run = CommandRun.of(node, "advise", "--apply", "--yes", "--confirm-within", "60s");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("net.http.backend_idle_conns_per_host: 8 → 21")
                .contains("applied on 1/1 nodes");
        assertThat(node.requests)
                .containsExactly(
                        "GET /v1/advice",
                        "PUT /v1/settings {\"scope\":\"cluster\",\"set\":{\"net.http.backend_idle_conns_per_host\":\"21\"},"
                                + "\"confirm_within\":\"60s\"}");
    }

    @Test
    void nothingIsSetUnaskedOrBesideThePrefix() {
        CommandRun unasked = CommandRun.of(node, "advise", "--apply");
        assertThat(unasked.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(unasked.err()).contains("--yes");
        CommandRun beside = CommandRun.of(node, "advise", "net.http.backend_idle_conn_time", "--apply", "--yes");
        assertThat(beside.err()).isEqualTo("nothing to apply\n");
        CommandRun both = CommandRun.of(node, "advise", "--apply", "--yes", "--what-if", "a=1");
        assertThat(both.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(node.requests).allMatch(request -> request.startsWith("GET /v1/advice"));
    }

    @Test
    void personIsAskedBeforeAnythingIsSet() {
        CommandRun no = CommandRun.at("02", node.endpoint(), "n\n", "advise", "--apply");
        assertThat(no.err()).contains("net.http.backend_idle_conns_per_host=21").contains("nothing was set");
        assertThat(no.exitCode()).isEqualTo(ExitCode.FAILED);
        CommandRun yes = CommandRun.at("02", node.endpoint(), "y\n", "advise", "--apply");
        assertThat(yes.exitCode()).isZero();
        assertThat(node.requests)
                .filteredOn(request -> request.startsWith("PUT"))
                .hasSize(1);
    }
}
