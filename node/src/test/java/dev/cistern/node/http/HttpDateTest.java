package dev.cistern.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HttpDateTest {
    /** The first is the example of RFC 9110 §5.6.7. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1994-11-06T08:49:37Z | Sun, 06 Nov 1994 08:49:37 GMT",
                "1970-01-01T00:00:00Z | Thu, 01 Jan 1970 00:00:00 GMT",
                "2024-02-29T23:59:59.999Z | Thu, 29 Feb 2024 23:59:59 GMT",
                "2026-12-31T12:00:01Z | Thu, 31 Dec 2026 12:00:01 GMT"
            })
    void anInstantIsWrittenAsTheStandardSays(Instant instant, String date) {
        assertThat(RequestConditions.formatDate(instant)).isEqualTo(date);
    }
}
