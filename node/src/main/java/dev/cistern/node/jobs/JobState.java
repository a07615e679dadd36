package dev.cistern.node.jobs;

import java.util.Locale;

/** What becomes of a job. */
public enum JobState {
    RUNNING,
    /** Until it is told to go on. */
    PAUSED,
    /** All of it was looked at. */
    DONE,
    CANCELLED,
    /** It could not find out what there is to be done. */
    FAILED;

    /** Whether nothing more will come of it. */
    boolean isOver() {
        return this != RUNNING && this != PAUSED;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static JobState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
