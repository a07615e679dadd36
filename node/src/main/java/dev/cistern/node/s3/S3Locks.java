package dev.cistern.node.s3;

import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.s3.wire.XmlElement;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectLock;
import dev.cistern.node.store.ObjectLock.Bypass;
import dev.cistern.node.store.ObjectLock.Hold;
import dev.cistern.node.store.ObjectLock.Mode;
import dev.cistern.node.store.ObjectLock.Retention;
import io.vertx.core.http.HttpServerResponse;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;

/** Locks of objects in headers and documents. */
final class S3Locks {
    private static final String MODE = "x-amz-object-lock-mode";
    private static final String UNTIL = "x-amz-object-lock-retain-until-date";
    private static final String HOLD = "x-amz-object-lock-legal-hold";
    private static final int LAST_YEAR = 9999;

    private final InstantSource clock;

    S3Locks(InstantSource clock) {
        this.clock = clock;
    }

    /** The lock that an object is to be written with. */
    ObjectLock of(S3Request request) {
        String mode = request.header(MODE);
        String until = request.header(UNTIL);
        String hold = request.header(HOLD);
        if ((mode == null) != (until == null)) {
            throw new S3Exception(S3Error.INVALID_ARGUMENT, UNTIL + " and " + MODE + " must both be supplied");
        }
        if (hold != null && !hold.equals("ON") && !hold.equals("OFF")) {
            throw new S3Exception(S3Error.INVALID_ARGUMENT, "Legal Hold must be either of 'ON' or 'OFF'");
        }
        Optional<Retention> retention = Optional.empty();
        if (mode != null && until != null) {
            Mode known = mode(mode)
                    .orElseThrow(() -> new S3Exception(S3Error.INVALID_ARGUMENT, "Unknown wormMode directive."));
            Instant end = instant(until)
                    .orElseThrow(() -> new S3Exception(
                            S3Error.INVALID_ARGUMENT, "The retain until date must be provided in ISO 8601 format"));
            retention = Optional.of(new Retention(known, requireFuture(end)));
        }
        return new ObjectLock(retention, hold == null ? Hold.UNSET : Hold.valueOf(hold));
    }

    /** Out of a document {@code Retention}; empty to end a retention. */
    Optional<Retention> retention(XmlElement document) {
        Optional<String> mode = document.textOf("Mode").filter(text -> !text.isEmpty());
        Optional<String> until = document.textOf("RetainUntilDate").filter(text -> !text.isEmpty());
        if (mode.isEmpty() && until.isEmpty()) {
            return Optional.empty();
        }
        Mode known =
                mode.flatMap(S3Locks::mode).orElseThrow(() -> XmlElement.malformed("Mode is GOVERNANCE or COMPLIANCE"));
        Instant end = until.flatMap(S3Locks::instant)
                .orElseThrow(() -> XmlElement.malformed("RetainUntilDate is a date in ISO 8601 format"));
        return Optional.of(new Retention(known, requireFuture(end)));
    }

    static Optional<Mode> mode(String text) {
        return Arrays.stream(Mode.values())
                .filter(mode -> mode.name().equals(text))
                .findFirst();
    }

    static Bypass bypass(S3Request request) {
        return "true".equalsIgnoreCase(request.header("x-amz-bypass-governance-retention"))
                ? Bypass.GOVERNANCE
                : Bypass.NONE;
    }

    static void write(HttpServerResponse response, ObjectInfo object) {
        ObjectLock lock = object.traits().lock();
        lock.retention().ifPresent(retention -> response.putHeader(
                        MODE, retention.mode().name())
                .putHeader(UNTIL, S3Times.format(retention.until())));
        if (lock.hold() != Hold.UNSET) {
            response.putHeader(HOLD, lock.hold().name());
        }
    }

    private Instant requireFuture(Instant until) {
        if (!until.isAfter(clock.instant())) {
            throw new S3Exception(S3Error.INVALID_ARGUMENT, "The retain until date must be in the future!");
        }
        return until;
    }

    private static Optional<Instant> instant(String text) {
        try {
            OffsetDateTime time = OffsetDateTime.parse(text.strip());
            return time.getYear() > LAST_YEAR
                    ? Optional.empty()
                    : Optional.of(time.toInstant().truncatedTo(ChronoUnit.MILLIS));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
