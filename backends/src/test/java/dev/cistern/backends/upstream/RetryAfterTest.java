package dev.cistern.backends.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-11-29T06:00:00Z");

    @Test
    void secondsAndDatesAreReadAndBounded() {
        assertThat(RetryAfter.parse("7", NOW)).contains(Duration.ofSeconds(7));
        assertThat(RetryAfter.parse("Sun, 29 Nov 2026 06:00:30 GMT", NOW)).contains(Duration.ofSeconds(30));
        assertThat(RetryAfter.parse("Sun, 29 Nov 2026 05:00:00 GMT", NOW)).contains(Duration.ZERO);
        assertThat(RetryAfter.parse("999999999", NOW)).contains(RetryAfter.MOST);
    }

    @Test
    void whatCannotBeReadSaysNothing() {
        for (String value : new String[] {"", "soon", "-1", "1.5", "99999999999999999999"}) {
            assertThat(RetryAfter.parse(value, NOW)).as(value).isEmpty();
        }
        assertThat(RetryAfter.parse(null, NOW)).isEmpty();
    }
}
