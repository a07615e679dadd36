package dev.cistern.node.jobs;

import java.util.List;
import java.util.Optional;

/**
 * Keys that are next.
 *
 * @param next where the following ones begin; empty where there are none
 */
record Page(List<String> keys, Optional<Cursor> next) {
    /** What follows the first walk: a sync looks for what is to be removed, an evict for objects that are here in parts. */
    static final int SECOND = 1;

    /**
     * How far a job has come.
     *
     * @param phase 0, or {@link #SECOND}
     * @param after the last key that was dealt with, or how many, of keys that are named; empty at the beginning
     */
    record Cursor(int phase, String after) {
        static final Cursor START = new Cursor(0, "");
    }
}
