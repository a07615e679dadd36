package dev.cistern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.net.pool.HostKey;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PingPermitsTest {
    private static final HostKey HOST = new HostKey("h2c", "strict.test", 80);
    private static final HostKey OTHER = new HostKey("h2c", "patient.test", 80);
    private static final Duration TWO = Duration.ofSeconds(2);
    private final PingPermits permits = new PingPermits();

    @Test
    void complaintDoublesTheIntervalOfItsHostAlone() {
        permits.refused(HOST, TWO);
        assertThat(permits.interval(HOST, TWO)).isEqualTo(Duration.ofSeconds(4));
        assertThat(permits.interval(OTHER, TWO)).isEqualTo(TWO);
        assertThat(permits.read()).containsOnlyKeys(HOST);
    }

    @Test
    void severalConnectionsThatComplainOfOneIntervalDoubleItOnce() {
        permits.refused(HOST, TWO);
        permits.refused(HOST, TWO);
        assertThat(permits.interval(HOST, TWO)).isEqualTo(Duration.ofSeconds(4));
        permits.refused(HOST, Duration.ofSeconds(4));
        assertThat(permits.interval(HOST, TWO)).isEqualTo(Duration.ofSeconds(8));
    }

    @Test
    void longerIntervalThanThePermittedOneIsKept() {
        permits.refused(HOST, TWO);
        assertThat(permits.interval(HOST, Duration.ofMinutes(1))).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void intervalEndsAtTwoHours() {
        Duration interval = TWO;
        for (int complaint = 0; complaint < 40; complaint++) {
            permits.refused(HOST, interval);
            interval = permits.interval(HOST, TWO);
        }
        assertThat(interval).isEqualTo(PingPermits.LONGEST);
    }

    @Test
    void hostsBeyondTheLimitAreForgotten() {
        permits.refused(HOST, TWO);
        for (int other = 0; other < PingPermits.MOST_HOSTS; other++) {
            permits.refused(new HostKey("h2c", "other-" + other, 80), TWO);
        }
        assertThat(permits.read()).hasSize(PingPermits.MOST_HOSTS).doesNotContainKey(HOST);
    }
}
