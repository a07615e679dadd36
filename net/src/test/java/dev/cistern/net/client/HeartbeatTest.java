package dev.cistern.net.client;

import static dev.cistern.net.client.Heartbeat.Step.GIVE_UP;
import static dev.cistern.net.client.Heartbeat.Step.NOTHING;
import static dev.cistern.net.client.Heartbeat.Step.PING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.conf.PeerProtocol;
import dev.cistern.conf.TransportSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
    private static final long SECOND = 1_000_000_000L;
    private static final TransportSettings SETTINGS = settings(2, 10, true);
    private final Heartbeat heartbeat = new Heartbeat();

    private static TransportSettings settings(int intervalSeconds, int timeoutSeconds, boolean enabled) {
        return new TransportSettings(
                Duration.ofSeconds(intervalSeconds),
                Duration.ofSeconds(timeoutSeconds),
                65_535,
                65_535,
                PeerProtocol.HTTP2,
                enabled);
    }

    @Test
    void silenceOfAnIntervalAsksAndSilenceOfTheTimeoutAfterThatGivesUp() {
        assertThat(heartbeat.step(SETTINGS, 0, 2 * SECOND - 1)).isEqualTo(NOTHING);
        assertThat(heartbeat.step(SETTINGS, 0, 2 * SECOND)).isEqualTo(PING);
        assertThat(heartbeat.step(SETTINGS, 0, 12 * SECOND - 1)).isEqualTo(NOTHING);
        assertThat(heartbeat.step(SETTINGS, 0, 12 * SECOND)).isEqualTo(GIVE_UP);
    }

    @Test
    void answeredPingIsFollowedByAnotherAfterTheNextSilence() {
        assertThat(heartbeat.step(SETTINGS, 0, 2 * SECOND)).isEqualTo(PING);
        heartbeat.answered();
        assertThat(heartbeat.step(SETTINGS, 3 * SECOND, 4 * SECOND)).isEqualTo(NOTHING);
        assertThat(heartbeat.step(SETTINGS, 3 * SECOND, 5 * SECOND)).isEqualTo(PING);
    }

    @Test
    void changedTimesReachAPingThatIsOnItsWay() {
        assertThat(heartbeat.step(SETTINGS, 0, 2 * SECOND)).isEqualTo(PING);
        assertThat(heartbeat.step(settings(2, 20, true), 0, 12 * SECOND)).isEqualTo(NOTHING);
        assertThat(heartbeat.step(settings(2, 5, true), 0, 12 * SECOND)).isEqualTo(GIVE_UP);
    }

    @Test
    void switchedOffItNeitherAsksNorGivesUp() {
        assertThat(heartbeat.step(SETTINGS, 0, 2 * SECOND)).isEqualTo(PING);
        assertThat(heartbeat.step(settings(2, 10, false), 0, 100 * SECOND)).isEqualTo(NOTHING);
        assertThat(heartbeat.step(SETTINGS, 0, 101 * SECOND)).isEqualTo(PING);
    }
}
