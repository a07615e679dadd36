package dev.cistern.conf.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZeroRulesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "transport.heartbeat_interval_ms",
                "transport.idle_timeout_ms",
                "transport.conn_window_bytes",
                "transport.stream_window_bytes"
            })
    void transportRefusesZero(String key) {
        assertThat(new SettingsCase().assign(key + "=0").problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.reason()).isEqualTo("value must be greater than zero"));
    }

    @Test
    void zeroIdleConnectionsIsAsManyAsMemoryHoldsAndLeavesThePerHostValueAlone() throws Exception {
        ResolvedSettings settings = new SettingsCase()
                .assign("net.http.idle_conns=0")
                .assign("net.http.idle_conns_per_host=128")
                .resolve();

        assertThat(settings.settings().peers().idleConns()).isEqualTo(7281);
        assertThat(settings.settings().peers().idleConnsPerHost()).isEqualTo(128);
        assertThat(settings.entry("net.http.idle_conns").orElseThrow().effective())
                .isEqualTo("7281");
    }

    @Test
    void zeroIdleTimeIsTheDefault() throws Exception {
        SettingEntry peers =
                new SettingsCase().assign("net.http.idle_conn_time=0").entry("net.http.idle_conn_time");
        SettingEntry backends = new SettingsCase()
                .assign("net.http.backend_idle_conn_time=0s")
                .entry("net.http.backend_idle_conn_time");

        assertThat(peers.configured()).isEqualTo("0");
        assertThat(peers.effective()).isEqualTo("15s");
        assertThat(peers.reason()).isEqualTo("0 means the default");
        assertThat(backends.effective()).isEqualTo("6s");
    }

    @Test
    void zeroPerHostIsTheDefaultAndMinusOneTurnsPoolingOff() throws Exception {
        assertThat(new SettingsCase()
                        .assign("net.http.idle_conns_per_host=0")
                        .entry("net.http.idle_conns_per_host")
                        .effective())
                .isEqualTo("100");
        assertThat(new SettingsCase()
                        .assign("net.http.idle_conns_per_host=-1")
                        .resolve()
                        .settings()
                        .peers()
                        .idleConnsPerHost())
                .isZero();
        assertThat(new SettingsCase().assign("net.http.idle_conns_per_host=-2").problems())
                .hasSize(1);
    }

    @Test
    void hedgingIsOffByDefaultByTheWordAndByZero() throws Exception {
        String key = "net.http.backend_hedge_after";
        for (SettingsCase off : new SettingsCase[] {
            new SettingsCase(), new SettingsCase().assign(key + "=off"), new SettingsCase().assign(key + "=0")
        }) {
            ResolvedSettings settings = off.resolve();
            assertThat(settings.settings().retry().hedgeAfter()).isZero();
            assertThat(settings.entry(key).orElseThrow().effective()).isEqualTo("off");
        }
        assertThat(new SettingsCase()
                        .assign(key + "=250ms")
                        .resolve()
                        .settings()
                        .retry()
                        .hedgeAfter())
                .hasMillis(250);
        assertThat(new SettingsCase().assign(key + "=11m").problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString()).contains("off"));
    }
}
