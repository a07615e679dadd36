package dev.cistern.node.cli.live;

import java.util.Locale;

/**
 * Two bars beside each other.
 *
 * @param columns for both
 * @param most what a full bar stands for
 */
record Bars(int columns, long most) {
    /** What stands around a bar: margin, name, number. */
    private static final int AROUND = 3 + 10 + 9;

    private static final int LONGEST = 40;

    String pair(String left, long leftValue, String right, long rightValue) {
        return (bar(left, leftValue) + bar(right, rightValue)).stripTrailing();
    }

    private String bar(String name, long value) {
        int room = Math.max(1, Math.min(LONGEST, columns / 2 - AROUND));
        int full = value == 0 ? 0 : (int) Math.max(1, Math.min(room, value * room / most));
        return String.format(
                Locale.ROOT, "   %-9s %s%s %,-7d ", name, "█".repeat(full), "·".repeat(room - full), value);
    }
}
