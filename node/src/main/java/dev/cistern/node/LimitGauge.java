package dev.cistern.node;

import dev.cistern.conf.InvalidValueException;
import dev.cistern.conf.Key;
import dev.cistern.conf.Keys;
import dev.cistern.conf.ZeroRule;
import dev.cistern.conf.load.SettingEntry;
import io.prometheus.metrics.model.snapshots.Labels;
import java.time.Duration;
import java.util.Optional;

/**
 * A limit in force as a metric; each unit has a metric of its own.
 *
 * @param unit at the end of the metric's name; empty for a number of things
 * @param limit the key's last part, without the layer and the unit, so that layers have the same labels
 * @param value in that unit; infinite where there is no limit
 */
record LimitGauge(String unit, String limit, double value) {

    /** Empty for a setting that is no amount. */
    static Optional<LimitGauge> of(SettingEntry entry) {
        return Keys.find(entry.key()).flatMap(key -> of(key, entry));
    }

    private static Optional<LimitGauge> of(Key<?> key, SettingEntry entry) {
        Object value;
        try {
            value = key.type().parse(entry.effective());
        } catch (InvalidValueException e) {
            throw new IllegalStateException(key.name() + " has an effective value that it does not take", e);
        }
        String name = key.name().substring(key.name().lastIndexOf('.') + 1);
        String limit = name.replaceFirst("^backend_", "").replaceFirst("_(ms|bytes)$", "");
        if (value instanceof Duration time) {
            return Optional.of(new LimitGauge("_seconds", limit, time.toNanos() / 1e9));
        }
        if (!(value instanceof Number number)) {
            return Optional.empty();
        }
        boolean unlimited = number.longValue() == 0 && key.type().zeroRule() == ZeroRule.UNLIMITED;
        double amount = unlimited ? Double.POSITIVE_INFINITY : Math.max(0, number.doubleValue());
        return Optional.of(new LimitGauge(key.type().label().equals("size") ? "_bytes" : "", limit, amount));
    }

    void addTo(Families families, Labels labels) {
        families.gauge("cistern_connections_limit" + unit, "A limit in force", labels.add("limit", limit), value);
    }
}
