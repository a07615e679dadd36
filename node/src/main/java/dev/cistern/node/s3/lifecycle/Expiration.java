package dev.cistern.node.s3.lifecycle;

import dev.cistern.node.s3.wire.XmlOut;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** When the current version of an object goes. */
sealed interface Expiration {

    /** When an object goes; empty where it stays. */
    Optional<Instant> of(Instant modified);

    void write(XmlOut to);

    /** So many days, and what is left of the last of them, after it was written. */
    record AfterDays(int days) implements Expiration {
        @Override
        public Optional<Instant> of(Instant modified) {
            return Optional.of(midnightAfter(modified, days));
        }

        @Override
        public void write(XmlOut to) {
            to.element("Days", days);
        }
    }

    /** @param when midnight, UTC; from then on whatever there is goes, also what is written later */
    record From(Instant when) implements Expiration {
        @Override
        public Optional<Instant> of(Instant modified) {
            return Optional.of(when);
        }

        @Override
        public void write(XmlOut to) {
            to.element("Date", when.toString());
        }
    }

    /** @param removed whether a delete marker goes when nothing but itself is left of its object */
    record OfMarkers(boolean removed) implements Expiration {
        @Override
        public Optional<Instant> of(Instant modified) {
            return Optional.empty();
        }

        @Override
        public void write(XmlOut to) {
            to.element("ExpiredObjectDeleteMarker", Boolean.toString(removed));
        }
    }

    /** The first midnight, UTC, at which so many days have gone by. */
    static Instant midnightAfter(Instant instant, int days) {
        Instant then = instant.plus(days, ChronoUnit.DAYS);
        Instant midnight = then.truncatedTo(ChronoUnit.DAYS);
        return midnight.equals(then) ? then : midnight.plus(1, ChronoUnit.DAYS);
    }
}
