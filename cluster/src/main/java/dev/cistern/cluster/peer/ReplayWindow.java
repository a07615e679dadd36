package dev.cistern.cluster.peer;

import java.util.BitSet;

/**
 * Which numbers of one sender were seen. They may come in any order, as requests on several connections do; one that is far
 * behind the highest counts as seen. Confined to its gate.
 */
final class ReplayWindow {
    private static final int SIZE = 4_096;

    private final BitSet seen = new BitSet(SIZE);
    private long highest;

    /** Whether it is the first time; notes it. */
    boolean isNew(long number) {
        if (number <= highest - SIZE || number < 1) {
            return false;
        }
        if (number > highest) {
            for (long passed = Math.max(highest + 1, number - SIZE + 1); passed < number; passed++) {
                seen.clear((int) (passed % SIZE));
            }
            highest = number;
        } else if (seen.get((int) (number % SIZE))) {
            return false;
        }
        seen.set((int) (number % SIZE));
        return true;
    }
}
