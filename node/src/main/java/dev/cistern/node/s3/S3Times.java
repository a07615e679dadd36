package dev.cistern.node.s3;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times in documents: {@code 2026-01-31T23:59:59.123Z}, always with milliseconds. */
final class S3Times {
    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT);

    private S3Times() {}

    static String format(Instant instant) {
        return FORM.format(instant.atOffset(ZoneOffset.UTC));
    }
}
