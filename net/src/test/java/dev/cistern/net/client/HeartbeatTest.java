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
    private final Heartbeat heartbeat = new Heartbeat(1);

    private static TransportSettings settings(int intervalSeconds, int timeoutSeconds, boolean enabled) {
        return new TransportSettings(
                Duration.ofSeconds(intervalSeconds),
                Duration.ofSeconds(timeoutSeconds),
                65_535,
                65_535,
                PeerProtocol.HTTP2,
                enabled);
    }

    private Heartbeat.Step step(TransportSettings settings, long heardAt, long now) {
        return heartbeat.step(settings, settings.heartbeatInterval(), heardAt, now);
    }

    @Test
    void silenceOfAnIntervalAsksAndSilenceOfTheTimeoutAfterThatGivesUp() {
        assertThat(step(SETTINGS, 0, 2 * SECOND - 1)).isEqualTo(NOTHING);
        assertThat(step(SETTINGS, 0, 2 * SECOND)).isEqualTo(PING);
        assertThat(step(SETTINGS, 0, 12 * SECOND - 1)).isEqualTo(NOTHING);
        assertThat(step(SETTINGS, 0, 12 * SECOND)).isEqualTo(GIVE_UP);
    }

    @Test
    void answeredPingIsFollowedByAnotherAfterTheNextSilence() {
        assertThat(step(SETTINGS, 0, 2 * SECOND)).isEqualTo(PING);
        heartbeat.answered();
        assertThat(step(SETTINGS, 3 * SECOND, 4 * SECOND)).isEqualTo(NOTHING);
        assertThat(step(SETTINGS, 3 * SECOND, 5 * SECOND)).isEqualTo(PING);
    }

    @Test
    void changedTimesReachAPingThatIsOnItsWay() {
        assertThat(step(SETTINGS, 0, 2 * SECOND)).isEqualTo(PING);
        assertThat(step(settings(2, 20, true), 0, 12 * SECOND)).isEqualTo(NOTHING);
        assertThat(step(settings(2, 5, true), 0, 12 * SECOND)).isEqualTo(GIVE_UP);
    }

    @Test
    void switchedOffItNeitherAsksNorGivesUp() {
        assertThat(step(SETTINGS, 0, 2 * SECOND)).isEqualTo(PING);
        assertThat(step(settings(2, 10, false), 0, 100 * SECOND)).isEqualTo(NOTHING);
        assertThat(step(SETTINGS, 0, 101 * SECOND)).isEqualTo(PING);
    }

    @Test
    void firstSilenceIsCutShortByThePhaseAndThoseAfterItAreNot() {
        Heartbeat early = new Heartbeat(0.75f);
        Duration interval = Duration.ofSeconds(2);
        assertThat(early.step(SETTINGS, interval, 0, 3 * SECOND / 2 - 1)).isEqualTo(NOTHING);
        assertThat(early.step(SETTINGS, interval, 0, 3 * SECOND / 2)).isEqualTo(PING);
        early.answered();
        assertThat(early.step(SETTINGS, interval, 2 * SECOND, 4 * SECOND - 1)).isEqualTo(NOTHING);
        assertThat(early.step(SETTINGS, interval, 2 * SECOND, 4 * SECOND)).isEqualTo(PING);
    }

    @Test
    void changedIntervalBeginsWithThePhaseAgain() {
        Heartbeat early = new Heartbeat(0.75f);
        assertThat(early.step(SETTINGS, Duration.ofSeconds(2), 0, 2 * SECOND)).isEqualTo(PING);
        early.answered();
        Duration doubled = Duration.ofSeconds(4);
        assertThat(early.step(SETTINGS, doubled, 2 * SECOND, 5 * SECOND - 1)).isEqualTo(NOTHING);
        assertThat(early.step(SETTINGS, doubled, 2 * SECOND, 5 * SECOND)).isEqualTo(PING);
        early.answered();
        assertThat(early.step(SETTINGS, doubled, 5 * SECOND, 9 * SECOND - 1)).isEqualTo(NOTHING);
        assertThat(early.step(SETTINGS, doubled, 5 * SECOND, 9 * SECOND)).isEqualTo(PING);
    }
}
