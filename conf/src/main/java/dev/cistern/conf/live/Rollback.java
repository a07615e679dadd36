package dev.cistern.conf.live;

import java.util.List;

/**
 * Finds the overrides to go back to.
 *
 * @param state the revision that first had them, 0 for none at all
 * @param overrides those to put in force
 */
record Rollback(long state, Overrides overrides) {
    private static final Rollback TO_NOTHING = new Rollback(0, Overrides.NONE);

    /** Undoes the last change of overrides; after a rollback, the change before the one gone back to. */
    static Rollback last(List<AuditEntry> entries) throws ChangeRefusedException {
        long state = entries.isEmpty() ? 0 : entries.get(entries.size() - 1).state();
        if (state == 0) {
            throw new ChangeRefusedException("there is no change of overrides to undo");
        }
        return to(state - 1, entries);
    }

    /** The overrides as they were at a revision. */
    static Rollback to(long revision, List<AuditEntry> entries) throws ChangeRefusedException {
        long newest = entries.isEmpty() ? 0 : entries.get(entries.size() - 1).revision();
        if (revision < 0 || revision > newest) {
            throw new ChangeRefusedException(
                    "there is no revision " + revision + "; the last one is " + newest + ", 0 is no overrides at all");
        }
        if (revision == 0) {
            return TO_NOTHING;
        }
        for (int i = entries.size() - 1; i >= 0; i--) {
            AuditEntry entry = entries.get(i);
            if (entry.revision() <= revision) {
                return new Rollback(entry.state(), entry.after());
            }
        }
        throw new ChangeRefusedException("revision " + revision + " is no longer kept; the oldest kept is "
                + entries.get(0).revision());
    }
}
