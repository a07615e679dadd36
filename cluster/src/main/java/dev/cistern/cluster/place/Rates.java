package dev.cistern.cluster.place;

import java.util.Arrays;

/**
 * How often each of several racers has to draw so that it is among the first {@code k} as often as it ought to be. With rates in
 * proportion to the weights that holds for the first alone: who is heavy cannot come in twice. So the rates are fitted: the
 * chance of each to be among the first is computed over all subsets, and its rate changed by what is missing.
 */
final class Rates {
    /** Above this, the subsets are too many, and the rates are an approximation (Rosén, order sampling). */
    private static final int MOST_FITTED = 12;

    private static final int ROUNDS = 60;
    /** Who ought to be among the first always would need a rate without end. */
    private static final double MOST_SHARE = 0.9999;

    private Rates() {}

    /** The rates for these weights, in their order. */
    static double[] of(double[] weights, int first) {
        double[] shares = shares(weights, first);
        double[] rates = new double[weights.length];
        for (int i = 0; i < rates.length; i++) {
            rates[i] = -StrictMath.log1p(-shares[i]);
        }
        for (int round = 0; round < ROUNDS && weights.length <= MOST_FITTED; round++) {
            double[] chances = chances(rates, first);
            for (int i = 0; i < rates.length; i++) {
                rates[i] *= shares[i] / chances[i];
            }
        }
        return rates;
    }

    /** Who is due more than one of the first places gets one, and the others share the rest. */
    private static double[] shares(double[] weights, int first) {
        double[] shares = new double[weights.length];
        double left = first;
        double open = Arrays.stream(weights).sum();
        boolean changed = true;
        while (changed) {
            changed = false;
            double each = open <= 0 ? 0 : left / open;
            for (int i = 0; i < weights.length; i++) {
                if (shares[i] < MOST_SHARE && weights[i] * each >= MOST_SHARE) {
                    shares[i] = MOST_SHARE;
                    left -= 1;
                    open -= weights[i];
                    changed = true;
                    break;
                }
            }
        }
        for (int i = 0; i < weights.length; i++) {
            shares[i] = shares[i] < MOST_SHARE ? weights[i] * left / open : shares[i];
        }
        return shares;
    }

    /** How likely each is among the first: the chance of each subset to be the ones that have come in by then. */
    private static double[] chances(double[] rates, int first) {
        double total = Arrays.stream(rates).sum();
        double[] here = new double[1 << rates.length];
        double[] gone = new double[here.length];
        double[] chances = new double[rates.length];
        here[0] = 1;
        for (int in = 0; in < here.length; in++) {
            if (in != 0) {
                int last = Integer.numberOfTrailingZeros(in);
                gone[in] = gone[in & (in - 1)] + rates[last];
            }
            boolean full = Integer.bitCount(in) == first;
            for (int i = 0; i < rates.length && here[in] > 0; i++) {
                boolean isIn = (in & (1 << i)) != 0;
                if (full && isIn) {
                    chances[i] += here[in];
                } else if (!full && !isIn) {
                    here[in | (1 << i)] += here[in] * rates[i] / (total - gone[in]);
                }
            }
        }
        return chances;
    }
}
