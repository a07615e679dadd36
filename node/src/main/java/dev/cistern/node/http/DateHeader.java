package dev.cistern.node.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import java.time.Instant;

/** The {@code Date} of every response (RFC 9110 §6.6.1), formatted once a second. */
final class DateHeader {
    private static final long SECOND_MILLIS = 1_000;

    private volatile CharSequence now = format();

    /** Runs until the Vert.x instance is closed. */
    DateHeader(Vertx vertx) {
        long timer = vertx.setPeriodic(SECOND_MILLIS, tick -> now = format());
        assert timer >= 0;
    }

    CharSequence now() {
        return now;
    }

    private static CharSequence format() {
        return HttpHeaders.createOptimized(RequestConditions.formatDate(Instant.now()));
    }
}
