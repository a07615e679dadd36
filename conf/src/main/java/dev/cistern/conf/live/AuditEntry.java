package dev.cistern.conf.live;

import java.util.Map;

/**
 * A line of history with what a rollback needs.
 *
 * @param shown what people see
 * @param after the overrides once it was done
 * @param state the revision that first had these overrides: its own, unless it brought older ones back or left them
 */
record AuditEntry(HistoryEntry shown, Overrides after, long state) {

    long revision() {
        return shown.revision();
    }

    AuditEntry finished(Map<String, Long> effects, long tookMillis) {
        HistoryEntry done = new HistoryEntry(
                shown.revision(), shown.when(), shown.source(), shown.who(), shown.changes(), effects, tookMillis);
        return new AuditEntry(done, after, state);
    }
}
