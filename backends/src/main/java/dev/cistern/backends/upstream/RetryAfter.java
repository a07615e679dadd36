package dev.cistern.backends.upstream;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The header {@code Retry-After}, RFC 9110 §10.2.3: seconds, or a date. */
final class RetryAfter {
    /** A host that asks for more is asked again after this time. */
    static final Duration MOST = Duration.ofMinutes(5);

    private RetryAfter() {}

    /** That of an answer, as {@link #parse}; its host reckons by its own clock when it writes a date. */
    static Optional<Duration> of(MultiMap headers) {
        return parse(headers.get("Retry-After"), date(headers.get(HttpHeaders.DATE)));
    }

    private static Instant date(@Nullable String date) {
        try {
            return date == null
                    ? Instant.MAX
                    : ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
        } catch (DateTimeParseException e) {
            return Instant.MAX;
        }
    }

    /** @return from zero to {@link #MOST}; empty where there is none that can be read */
    static Optional<Duration> parse(@Nullable String value, Instant now) {
        if (value == null) {
            return Optional.empty();
        }
        String text = value.strip();
        if (text.matches("\\d{1,9}")) {
            return Optional.of(bounded(Duration.ofSeconds(Long.parseLong(text))));
        }
        try {
            Instant date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT))
                    .toInstant();
            return Optional.of(bounded(Duration.between(now, date)));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Duration bounded(Duration time) {
        if (time.isNegative()) {
            return Duration.ZERO;
        }
        return time.compareTo(MOST) > 0 ? MOST : time;
    }
}
