package dev.cistern.node.store;

import dev.cistern.node.store.ObjectLock.Mode;
import dev.cistern.node.store.ObjectLock.Retention;
import dev.cistern.node.store.StoreException.Code;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What {@link BucketDocument#OBJECT_LOCK} says, as text {@code Enabled} or {@code Enabled GOVERNANCE 30 DAYS}.
 *
 * @param standard the retention of objects that are written without one
 */
public record LockRule(Optional<Period> standard) {
    /** Longest period. */
    public static final int MOST_DAYS = 36_500;
    /** Longest period. */
    public static final int MOST_YEARS = 100;

    private static final String ENABLED = "Enabled";

    /** What a period counts in. */
    public enum Unit {
        DAYS,
        YEARS
    }

    /** @param count from 1 on */
    public record Period(Mode mode, int count, Unit unit) {

        Retention from(Instant now) {
            Instant until = unit == Unit.DAYS
                    ? now.plus(count, ChronoUnit.DAYS)
                    : now.atOffset(ZoneOffset.UTC).plusYears(count).toInstant();
            return new Retention(mode, until);
        }
    }

    /** @throws StoreException {@link Code#INVALID_ARGUMENT} where it is no such text */
    public static LockRule parse(String text) {
        String[] words = text.split(" ", -1);
        try {
            if (words[0].equals(ENABLED) && words.length == 1) {
                return new LockRule(Optional.empty());
            }
            if (words[0].equals(ENABLED) && words.length == 4) {
                Period period = new Period(Mode.valueOf(words[1]), Integer.parseInt(words[2]), Unit.valueOf(words[3]));
                return new LockRule(Optional.of(period));
            }
        } catch (IllegalArgumentException e) {
            throw unreadable(text);
        }
        throw unreadable(text);
    }

    /** The text that {@link #parse} reads. */
    public String text() {
        return standard.map(period -> ENABLED + " " + period.mode + " " + period.count + " " + period.unit)
                .orElse(ENABLED);
    }

    private static StoreException unreadable(String text) {
        return new StoreException(Code.INVALID_ARGUMENT, "'" + text + "' is no configuration of object lock");
    }
}
