package dev.cistern.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KeysTest {
    private static final int MIB = 1 << 20;

    @Test
    void nothingWrittenGivesTheDefaults() {
        Settings settings = Settings.of(new KeyValues());

        assertThat(settings.node())
                .isEqualTo(new NodeSettings(
                        new ListenAddress("127.0.0.1", 7070), SocketTransport.AUTO, 0, false, MetricsAccess.USERS));
        assertThat(settings.server())
                .isEqualTo(new ServerSettings(
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(16),
                        16_384,
                        Duration.ofHours(1),
                        Integer.MAX_VALUE,
                        Duration.ofSeconds(30)));
        assertThat(settings.transport())
                .isEqualTo(new TransportSettings(
                        Duration.ofSeconds(2), Duration.ofSeconds(10), 16 * MIB, 4 * MIB, PeerProtocol.HTTP1, true));
        assertThat(settings.store())
                .isEqualTo(new StoreSettings(
                        Path.of("./cistern-data"), Durability.SYNC, 16 * 1024, 256L * MIB, 64L * MIB, 0, 0));
        assertThat(settings.log()).isEqualTo(new LogSettings(LogLevel.INFO, LogFormat.TEXT, null));
    }

    @Test
    void nothingWrittenGivesTheDefaultsOfThePools() {
        Settings settings = Settings.of(new KeyValues());

        assertThat(settings.peers())
                .isEqualTo(new PoolSettings(
                        Duration.ofSeconds(15),
                        2000,
                        100,
                        256,
                        1024,
                        Duration.ofSeconds(5),
                        32,
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(10),
                        2,
                        Integer.MAX_VALUE,
                        500,
                        9 * 1024));
        assertThat(settings.backends())
                .isEqualTo(new PoolSettings(
                        Duration.ofSeconds(6),
                        Integer.MAX_VALUE,
                        32,
                        256,
                        1024,
                        Duration.ofSeconds(10),
                        16,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(5),
                        0,
                        Integer.MAX_VALUE,
                        250,
                        15 * 1024));
    }

    @Test
    void everyConnectionSettingIsLive() {
        assertThat(Keys.list())
                .filteredOn(key -> key.name().startsWith("net.") || key.name().startsWith("transport."))
                .hasSizeGreaterThan(30)
                .allMatch(Key::live);
    }

    @Test
    void everyKeyHasANameOfItsOwnASentenceAndADefaultThatParses() throws Exception {
        assertThat(Keys.list()).extracting(Key::name).doesNotHaveDuplicates();
        assertThat(Keys.list()).extracting(Key::variable).doesNotHaveDuplicates();
        for (Key<?> key : Keys.list()) {
            assertThat(key.sentence()).as(key.name()).endsWith(".").doesNotContain("HOST ");
            Object read = key.type().parse(key.defaultText());
            assertThat(read).as(key.name()).isEqualTo(key.defaultValue());
        }
    }

    @Test
    void variableIsTheKeyInUpperCase() {
        assertThat(Keys.IDLE_TIMEOUT.variable()).isEqualTo("CISTERN_TRANSPORT_IDLE_TIMEOUT_MS");
        assertThat(Keys.PEERS.idleTime().variable()).isEqualTo("CISTERN_NET_HTTP_IDLE_CONN_TIME");
    }
}
