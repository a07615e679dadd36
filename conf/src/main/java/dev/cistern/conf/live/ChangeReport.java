package dev.cistern.conf.live;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a change did.
 *
 * @param revision number of the change; grows by one with each
 * @param changes the keys whose configured or effective value differs now, in the order of the catalogue
 * @param effects what listeners did, by name, e.g. {@code idle_connections_closed=212}; sorted
 * @param tookMillis from the start of validation until every listener had answered
 * @param needsRestart changed keys that take effect after a restart
 * @param warnings what looks unwise now and did not before, and listeners that failed
 * @param confirmBy when the change reverts unless confirmed, null when it stays
 */
public record ChangeReport(
        long revision,
        List<KeyChange> changes,
        Map<String, Long> effects,
        long tookMillis,
        List<String> needsRestart,
        List<String> warnings,
        @Nullable Instant confirmBy) {

    /** Nothing was to do. */
    static ChangeReport nothing(long revision) {
        return new ChangeReport(revision, List.of(), Map.of(), 0, List.of(), List.of(), null);
    }
}
