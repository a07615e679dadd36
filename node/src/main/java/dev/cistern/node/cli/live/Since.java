package dev.cistern.node.cli.live;

import dev.cistern.node.cli.live.Look.Part;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What happened between two looks at one node.
 *
 * @param before the earlier; null when there was none, and then nothing is known of rates
 * @param now the later
 */
public record Since(@Nullable Look before, Look now) {

    /** In seconds; 0 when nothing is known, as when the node was started anew meanwhile. */
    private double seconds() {
        return before == null
                ? 0
                : Math.max(0, now.uptime().minus(before.uptime()).toMillis() / 1000.0);
    }

    public boolean known() {
        return seconds() > 0;
    }

    /** A second, of what has grown from one number to another. */
    public OptionalDouble rate(long then, long since) {
        return known() && since >= then ? OptionalDouble.of((since - then) / seconds()) : OptionalDouble.empty();
    }

    /** The same layer or host at the earlier look. */
    public Part before(Part layer, Part host) {
        Part then = before == null ? Part.NONE : before.layer(layer.name());
        return host.equals(layer) ? then : then.host(host.name());
    }

    public OptionalDouble ofNode(String name) {
        return before == null ? OptionalDouble.empty() : rate(before.ofNode(name), now.ofNode(name));
    }

    /** Closes a second by reason, those that there were. */
    public Map<String, Double> closes(Part then, Part part) {
        Map<String, Double> rates = new LinkedHashMap<>();
        Map<String, Long> earlier = then.closes();
        part.closes().forEach((reason, count) -> rate(earlier.getOrDefault(reason, 0L), count)
                .ifPresent(rate -> {
                    if (rate > 0) {
                        rates.put(reason, rate);
                    }
                }));
        return rates;
    }

    /** Connections begun for 1,000 requests: between the looks where there were requests, else since the start. */
    public OptionalDouble begunPerThousand(Part then, Part part) {
        long requests = part.figure("requests") - then.figure("requests");
        if (known() && requests > 0) {
            return OptionalDouble.of(1000.0 * Math.max(0, part.begun() - then.begun()) / requests);
        }
        return part.figure("requests") == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(1000.0 * part.begun() / part.figure("requests"));
    }

    /** {@code 1,204}, {@code 7.5}, {@code 0.04}; {@code –} where nothing is known. */
    public static String shown(OptionalDouble rate) {
        if (rate.isEmpty()) {
            return "–";
        }
        double value = rate.getAsDouble();
        String format = value == 0 || value >= 100 ? "%,.0f" : value >= 0.1 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
