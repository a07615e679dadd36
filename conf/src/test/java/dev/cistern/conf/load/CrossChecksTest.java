package dev.cistern.conf.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.conf.PoolSettings;
import dev.cistern.conf.Settings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrossChecksTest {

    @Test
    void peerIdleTimeIsClampedBelowTheServersAndSaysWhy() throws Exception {
        ResolvedSettings settings =
                new SettingsCase().assign("net.http.idle_conn_time=30s").resolve();

        SettingEntry entry = settings.entry("net.http.idle_conn_time").orElseThrow();
        assertThat(entry.configured()).isEqualTo("30s");
        assertThat(entry.effective()).isEqualTo("17.75s");
        assertThat(entry.reason())
                .isEqualTo("clamped to 17.75s: must end before the peer closes: net.http.server_idle_time 20s less"
                        + " 250 ms sweep and 2000 ms margin");
        assertThat(settings.settings().peers().idleTime()).isEqualTo(Duration.ofMillis(17_750));
    }

    @ParameterizedTest
    @CsvSource({"2s, 1.25s", "500ms, 125ms", "8s, 5.75s", "20s, 15s", "1h, 15s"})
    void marginShrinksWithTheServersIdleTime(String server, String effective) throws Exception {
        assertThat(new SettingsCase()
                        .assign("net.http.server_idle_time=" + server)
                        .entry("net.http.idle_conn_time")
                        .effective())
                .isEqualTo(effective);
    }

    @Test
    void perHostIsClampedToTheTotalAndToTheConnectionsOfTheHost() throws Exception {
        assertThat(new SettingsCase()
                        .assign("net.http.idle_conns=50")
                        .entry("net.http.idle_conns_per_host")
                        .reason())
                .isEqualTo("clamped to 50: not more than net.http.idle_conns 50");
        assertThat(new SettingsCase()
                        .assign("net.http.backend_conns_per_host=20")
                        .entry("net.http.backend_idle_conns_per_host")
                        .effective())
                .isEqualTo("20");
        assertThat(new SettingsCase()
                        .assign("net.http.idle_conns_per_host=-1")
                        .entry("net.http.min_idle")
                        .effective())
                .isEqualTo("0");
    }

    @Test
    void idleConnectionsAreClampedToWhatTheirMemoryHoldsAndTheArithmeticIsShown() throws Exception {
        SettingEntry peers =
                new SettingsCase().assign("net.http.idle_conns=10000").entry("net.http.idle_conns");

        assertThat(peers.configured()).isEqualTo("10000");
        assertThat(peers.effective()).isEqualTo("7281");
        assertThat(peers.reason())
                .isEqualTo("clamped to 7281: net.http.idle_memory 64MiB / 9 KiB for each idle connection");
        assertThat(new SettingsCase()
                        .assign("net.http.backend_idle_conns=5000")
                        .entry("net.http.backend_idle_conns")
                        .effective())
                .isEqualTo("4369");
        assertThat(new SettingsCase()
                        .assign("net.http.backend_idle_conns=5000")
                        .assign("net.http.idle_memory=1GiB")
                        .entry("net.http.backend_idle_conns")
                        .reason())
                .isNull();
    }

    @Test
    void unlimitedIdleConnectionsAreAllowedAsFarAsMemoryGoes() throws Exception {
        SettingsCase written = new SettingsCase().assign("net.http.backend_idle_conns=0");

        SettingEntry entry = written.entry("net.http.backend_idle_conns");
        assertThat(entry.configured()).isEqualTo("0");
        assertThat(entry.effective()).isEqualTo("4369");
        assertThat(entry.reason())
                .isEqualTo("clamped to 4369: 0 is unlimited as far as memory goes, net.http.idle_memory 64MiB / 15 KiB"
                        + " for each idle connection");
        assertThat(written.assign("net.http.idle_memory=1MiB")
                        .resolve()
                        .settings()
                        .backends()
                        .idleConns())
                .isEqualTo(68);
    }

    @Test
    void strictAcceptsUnlimitedButNoNumberThatMemoryDoesNotHold() throws Exception {
        SettingEntry perHost = new SettingsCase()
                .file("a.yaml", "net.http.strict: true\nnet.http.backend_conns_per_host: 9000\n")
                .assign("net.http.backend_idle_conns_per_host=8000")
                .entry("net.http.backend_idle_conns_per_host");
        assertThat(perHost.effective()).isEqualTo("4369");
        assertThat(perHost.reason()).isEqualTo("clamped to 4369: not more than net.http.backend_idle_conns 4369");

        assertThat(new SettingsCase()
                        .file("a.yaml", "net.http.strict: true\nnet.http.idle_conns: 8000\n")
                        .problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.reason()).startsWith("would be clamped to 7281"));
    }

    @Test
    void whatPeersKeepByDefaultNeedsNoClamp() throws Exception {
        SettingEntry entry = new SettingsCase().entry("net.http.idle_conns");
        assertThat(entry.effective()).isEqualTo("2000");
        assertThat(entry.reason()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"max_requests", "dial_rate", "backend_max_requests", "backend_dial_rate"})
    void zeroRequestsOrDialsMeanUnlimited(String key) throws Exception {
        Settings settings =
                new SettingsCase().assign("net.http." + key + "=0").resolve().settings();
        PoolSettings pool = key.startsWith("backend_") ? settings.backends() : settings.peers();
        assertThat(key.endsWith("dial_rate") ? pool.dialRate() : pool.maxRequests())
                .isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void streamWindowIsClampedToTheConnections() throws Exception {
        assertThat(new SettingsCase()
                        .assign("transport.conn_window_bytes=1MiB")
                        .entry("transport.stream_window_bytes")
                        .effective())
                .isEqualTo("1MiB");
        assertThat(new SettingsCase()
                        .assign("transport.conn_window_bytes=65534")
                        .problems())
                .hasSize(1);
        assertThat(new SettingsCase()
                        .assign("transport.conn_window_bytes=2147483648")
                        .problems())
                .hasSize(1);
    }

    @Test
    void connectionsAreClampedToTheFileDescriptors() throws Exception {
        SettingEntry entry = new SettingsCase().fileDescriptors(1024).entry("net.http.max_conns");

        assertThat(entry.effective()).isEqualTo("819");
        assertThat(entry.reason()).contains("80 % of the 1024 file descriptors");
    }

    @Test
    void strictRefusesWhatWouldBeClamped() {
        assertThat(new SettingsCase()
                        .file("a.yaml", "net.http.strict: true\nnet.http.idle_conn_time: 30s\n")
                        .problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.source()).isEqualTo("a.yaml:2:26");
                    assertThat(problem.reason()).startsWith("would be clamped to 17.75s");
                });
    }

    @Test
    void unwiseCombinationsAreWarnedOf() throws Exception {
        assertThat(new SettingsCase().resolve().warnings()).isEmpty();
        assertThat(new SettingsCase()
                        .assign("transport.idle_timeout_ms=2000")
                        .assign("net.http.max_lifetime=5s")
                        .fileDescriptors(20_000)
                        .resolve()
                        .warnings())
                .hasSize(3)
                .anySatisfy(warning -> assertThat(warning).startsWith("transport.idle_timeout_ms 2000 is not above"))
                .anySatisfy(warning -> assertThat(warning).startsWith("net.http.max_lifetime 5s is not above"))
                .anySatisfy(warning -> assertThat(warning).contains("80 % of the 20000 file descriptors"));
    }
}
