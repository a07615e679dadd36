package dev.cistern.node.http;

import dev.cistern.node.store.ByteRange;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.ObjectInfo;
import io.netty.handler.codec.DateFormatter;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The conditions and the range of a request, read from its headers. */
public final class RequestConditions {
    private RequestConditions() {}

    /** Conditions of RFC 9110 §13.1; a date that cannot be read is ignored, as the RFC asks. */
    public static Conditions of(HttpServerRequest request) {
        return of(request.headers(), "");
    }

    /** @param prefix before the name of each header, in lower case: S3 has conditions on the source of a copy */
    public static Conditions of(MultiMap headers, String prefix) {
        String ifMatch = headers.get(prefix + "if-match");
        String ifNoneMatch = headers.get(prefix + "if-none-match");
        String modified = headers.get(prefix + "if-modified-since");
        String unmodified = headers.get(prefix + "if-unmodified-since");
        if (ifMatch == null && ifNoneMatch == null && modified == null && unmodified == null) {
            return Conditions.NONE;
        }
        return new Conditions(
                Optional.ofNullable(ifMatch),
                Optional.ofNullable(ifNoneMatch),
                parseDate(modified),
                parseDate(unmodified));
    }

    /** The range wanted; empty when there is none, or none that this server understands. */
    public static Optional<ByteRange> range(HttpServerRequest request) {
        String header = request.getHeader("Range");
        return header == null ? Optional.empty() : ByteRange.parse(header);
    }

    /**
     * Whether a range may be served, given {@code If-Range} (RFC 9110 §13.1.5): without it always, with it only while
     * the object is the one the client has the other part of.
     */
    public static boolean rangeHolds(HttpServerRequest request, ObjectInfo object) {
        String ifRange = request.getHeader("If-Range");
        if (ifRange == null) {
            return true;
        }
        if (ifRange.startsWith("\"")) {
            return ifRange.equals(object.etag());
        }
        return parseDate(ifRange)
                .map(date -> date.getEpochSecond() == object.modified().getEpochSecond())
                .orElse(false);
    }

    /** An instant as HTTP writes it, RFC 9110 §5.6.7. */
    public static String formatDate(Instant instant) {
        return DateFormatter.format(Date.from(instant));
    }

    private static Optional<Instant> parseDate(@Nullable String header) {
        if (header == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }
}
