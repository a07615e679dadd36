package dev.cistern.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.cli.live.Looks;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code cistern connections} and {@code cistern top} where output is no terminal. */
final class ConnectionsCommandsTest {
    private FakeNode node = unstarted();

    @BeforeEach
    void start() throws IOException {
        node = new FakeNode();
        node.answer("GET /v1/connections", 200, Looks.alarmed(40, 1200));
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void alertsComeFirstThenLayersHostsClosesAndLimits() {
        CommandRun run = CommandRun.of(node, "connections");

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).isEqualTo("""
                The node is up 40s; 1,200 requests, 1 failed; 134 of 20,000 file descriptors are open.

                ALERT CisternPoolSaturated (critical, for 40s): Requests wait because a host is full
                  backends http://10.0.0.7:80: 5 of 5 open, 2 waiting
                  what to do: raise conns_per_host

                1. CLIENTS: connections that clients opened to this node
                   open      12: 4 idle, 8 active, 0 sending headers; 0 draining
                   requests  1,200 over 14 connections: 20.0 connections for 1,000 requests; 0 turned away
                   age       3.0 s median, 9.0 s p99; idle for –

                   CLOSED        COUNT  PER S  BECAUSE
                   idle_timeout  2      –      unused for longer than its idle time

                3. BACKENDS: connections that this node opens to the backends of buckets
                   open      5: 3 idle, 1 active, 1 dialling, 0 draining; 2 requests wait for one
                   requests  1,200, of them 1,193 over a connection used before; 0 got none, 1 sent again
                   dials     8, 7 succeeded: 6.7 dials for 1,000 requests; a dial takes 120 ms median, 1.5 s p99
                   wait      for a connection 55 µs median, 3.2 ms p99
                   age       –; idle for –; idle ones take 26.3 KiB

                   HOST                IDLE  ACTIVE  WAITING  DIALLING  DRAINING  REQUESTS  PER S  DIALS  PER 1,000  WAIT P99  DIAL P99
                   http://10.0.0.7:80     3       1        2         1         0     1,200      –      8        6.7    3.2 ms     1.5 s
                       net.http.backend_idle_conn_time 18s: peer's hint 20s − margin 2s

                   CLOSED        COUNT  PER S  BECAUSE
                   config_drain  4      –      a changed setting made it surplus

                   LAST CLOSES               REASON        PEER                AGE    REQUESTS
                   2026-11-25T03:59:59.120Z  config_drain  http://10.0.0.7:80  4.6 s  13

                   LIMIT                            VALUE  IN FORCE  WHY
                   net.http.backend_conns_per_host  256    256       default
                """);
    }

    @Test
    void layerAndHostAreAskedOfTheNode() {
        assertThat(CommandRun.of(node, "connections", "--layer", "3", "--host", "10.0.0.7:80&x")
                        .exitCode())
                .isEqualTo(ExitCode.OK);

        assertThat(node.requests).containsExactly("GET /v1/connections?layer=3&host=10.0.0.7%3A80%26x");
    }

    @Test
    void refusalOfTheNodeIsToldInItsWords() {
        node.answer(
                "GET /v1/connections",
                400,
                "{\"code\":\"BAD_REQUEST\",\"message\":\"there is no connection layer '9'\"}");

        CommandRun run = CommandRun.of(node, "connections", "--layer", "9");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).isEqualTo("error: there is no connection layer '9'\n");
    }

    @Test
    void watchPrintsBlocksUntilTheCountIsReached() {
        CommandRun run = CommandRun.of(node, "connections", "--watch=0.1", "--count", "3");

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run.out().lines().filter(line -> line.startsWith("== 20"))).hasSize(3);
        assertThat(run.out()).doesNotContain("\u001b");
    }

    @Test
    void watchAsJsonIsALineForEachLook() {
        CommandRun run = CommandRun.of(node, "connections", "--watch", "0.1", "--count", "2", "--json");

        assertThat(run.out().lines()).hasSize(2).allMatch(line -> line.startsWith("{\"at\":"));
    }

    @Test
    void intervalThatCannotBeIsRefused() {
        assertThat(CommandRun.of(node, "connections", "--watch", "0").err())
                .startsWith("error: every 0.0 seconds cannot be; write a number from 0.1 to 3600");
        assertThat(CommandRun.of(node, "top", "--every", "NaN").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void topPrintsFramesWhereThereIsNoTerminalAndSaysSo() {
        CommandRun run = CommandRun.of(node, "top", "--every", "0.1", "--count", "2");

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run.err())
                .isEqualTo(
                        "note: input and output are no terminal, so frames are printed one after another; Ctrl-C ends"
                                + " it\n");
        assertThat(run.out().lines().filter(line -> line.startsWith(" cistern top")))
                .hasSize(2);
        assertThat(run.out()).doesNotContain("\u001b");
    }

    @Test
    void topOfANodeThatIsNotThereFails() {
        assertThat(CommandRun.with("http://127.0.0.1:1", "", "top").exitCode()).isEqualTo(ExitCode.UNREACHABLE);
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // started before any test
    private static <T> T unstarted() {
        return null;
    }
}
