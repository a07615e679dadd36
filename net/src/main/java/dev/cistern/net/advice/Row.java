package dev.cistern.net.advice;

import dev.cistern.conf.Key;
import java.util.Map;

/**
 * One setting on its way to a recommendation.
 *
 * @param key the setting
 * @param now its effective value
 * @param need what the arithmetic makes it
 * @param best what it is to be
 * @param <T> what its values are
 */
record Row<T extends Comparable<T>>(Key<T> key, T now, T need, T best) {

    Recommendation because(String arithmetic, Map<String, String> bounds) {
        String bound = bounds.get(key.name());
        String end = bound == null ? "" : "; " + bound;
        if (best.equals(now)) {
            end += need.compareTo(now) > 0 ? "; more would gain nothing" : "; what there is will do";
        }
        return new Recommendation(key.name(), text(now), text(need), text(best), arithmetic + end);
    }

    /** Unlimited is 0 in settings. */
    private String text(T value) {
        boolean unlimited = value.equals(Integer.MAX_VALUE);
        return key.type().print(unlimited ? key.type().valueClass().cast(0) : value);
    }
}
