package dev.cistern.conf.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EnvironmentVariablesTest {

    @Test
    void pingDeadlineOfZeroIsRefused() {
        assertThat(new SettingsCase()
                        .variable("CISTERN_TRANSPORT_IDLE_TIMEOUT_MS", "0")
                        .problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.source()).isEqualTo("CISTERN_TRANSPORT_IDLE_TIMEOUT_MS");
                    assertThat(problem.key()).isEqualTo("transport.idle_timeout_ms");
                    assertThat(problem.value()).isEqualTo("0");
                    assertThat(problem.reason()).isEqualTo("value must be greater than zero");
                });
    }

    @Test
    void unknownVariableOfASectionIsAProblem() {
        assertThat(new SettingsCase()
                        .variable("CISTERN_NET_HTTP_IDLE_CONS", "5")
                        .problems())
                .singleElement()
                .hasToString("CISTERN_NET_HTTP_IDLE_CONS: no setting has this variable;"
                        + " did you mean CISTERN_NET_HTTP_IDLE_CONNS?");
    }

    @Test
    void variablesOfOthersAreIgnored() throws Exception {
        ResolvedSettings settings = new SettingsCase()
                .variable("CISTERN_ENDPOINT", "http://127.0.0.1:7070")
                .variable("CISTERN_SERVICE_HOST", "10.0.0.1")
                .variable("CISTERN_PORT_7070_TCP", "tcp://10.0.0.1:7070")
                .variable("CISTERN_NODE_SERVICE_HOST", "10.0.0.1")
                .variable("CISTERN_NODE_PORT", "tcp://10.0.0.1:7070")
                .variable("PATH", "/bin")
                .resolve();

        assertThat(settings).isEqualTo(new SettingsCase().resolve());
    }
}
