package dev.cistern.conf.live;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One line of the audit log.
 *
 * @param revision number of the change
 * @param when when it was accepted
 * @param source what kind of change it was
 * @param who who asked, or the files that changed
 * @param changes the keys that changed
 * @param effects what listeners did, sorted by name; empty when the process ended before they answered
 * @param tookMillis how long it took, -1 when the process ended before it was done
 */
public record HistoryEntry(
        long revision,
        Instant when,
        ChangeSource source,
        String who,
        List<KeyChange> changes,
        Map<String, Long> effects,
        long tookMillis) {}
