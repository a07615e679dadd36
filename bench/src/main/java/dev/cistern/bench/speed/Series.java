package dev.cistern.bench.speed;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Repeated measurements of one thing. Confined to one thread. */
public final class Series {
    private final List<Double> values = new ArrayList<>();

    public void add(double value) {
        values.add(value);
    }

    public List<Double> values() {
        return List.copyOf(values);
    }

    public double last() {
        return values.get(values.size() - 1);
    }

    /** The middle one, or the mean of the middle two. */
    public double median() {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /**
     * Where the true median lies, with at least 95 % confidence: between two of the values, by their ranks, whatever their
     * distribution is (the sign test's interval). With fewer than six values it is all of them.
     */
    public Interval median95() {
        List<Double> sorted = values.stream().sorted().toList();
        int cut = 0;
        double below = Math.pow(0.5, sorted.size());
        double outside = below;
        while (2 * outside <= 0.05) {
            cut++;
            below *= (double) (sorted.size() - cut + 1) / cut;
            outside += below;
        }
        int low = Math.max(0, cut - 1);
        return new Interval(sorted.get(low), sorted.get(sorted.size() - 1 - low));
    }

    /** From the one to the other, both included. */
    public record Interval(double low, double high) {}

    /** Each value over that of the other series measured beside it. */
    public Series over(Series other) {
        Series ratios = new Series();
        for (int i = 0; i < values.size(); i++) {
            ratios.add(values.get(i) / other.values.get(i));
        }
        return ratios;
    }

    /** Each value in another unit. */
    public Series times(double factor) {
        Series all = new Series();
        values.forEach(value -> all.add(value * factor));
        return all;
    }

    /** Median with the lowest and the highest. */
    public String spread(int digits) {
        String number = "%." + digits + "f";
        double low = values.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
        double high = values.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
        return String.format(Locale.ROOT, number + " (" + number + "–" + number + ")", median(), low, high);
    }
}
