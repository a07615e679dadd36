package dev.cistern.node.cli.live;

import java.util.Locale;
import java.util.Optional;

/** Times from microseconds to hours, short. */
public final class Times {
    private Times() {}

    /** {@code 80 µs}, {@code 3.2 ms}, {@code 1.5 s}, {@code 12 min}; {@code –} where there is none. */
    public static String shown(Optional<Double> millis) {
        if (millis.isEmpty()) {
            return "–";
        }
        double value = millis.get();
        if (value < 1) {
            return String.format(Locale.ROOT, "%.0f µs", value * 1000);
        }
        if (value < 1000) {
            return String.format(Locale.ROOT, value < 10 ? "%.1f ms" : "%.0f ms", value);
        }
        double seconds = value / 1000;
        return seconds < 120
                ? String.format(Locale.ROOT, seconds < 10 ? "%.1f s" : "%.0f s", seconds)
                : String.format(Locale.ROOT, "%.0f min", seconds / 60);
    }
}
