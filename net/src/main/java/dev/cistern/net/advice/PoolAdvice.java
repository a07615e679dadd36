package dev.cistern.net.advice;

import dev.cistern.conf.PoolKeys;
import dev.cistern.conf.PoolSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * What the settings of a layer of pooled connections should be. Settings are per layer while its hosts differ: every
 * setting is what the most demanding host needs, and its reason names that host. A setting that is enough for it stays as
 * it is, even where less would do, unless less would free a mebibyte of idle connections.
 *
 * @param loads what was asked of the hosts, the busiest first; those with too few requests to say something of are left out
 * @param hostsAsked hosts that were asked for something at all
 * @param now what the requests cost with the values now, by the model: beside {@link #measured} it shows how far the model
 *     is to be trusted
 * @param recommended what they would cost with the values recommended, and those values; the same as {@code now} when
 *     there is nothing to change
 * @param settings the values, one by one, with their reasons; none when too little was seen
 * @param verdict all of it in a sentence
 * @param notes what else is worth knowing
 */
public record PoolAdvice(
        List<HostLoad> loads,
        int hostsAsked,
        Forecast now,
        Forecast recommended,
        List<Recommendation> settings,
        String verdict,
        List<String> notes) {

    /**
     * Looks at what was seen. Plays the recorded requests two or three times: to be called on a worker thread.
     *
     * @param keys the names of the layer's settings
     * @param now their effective values
     * @param seen what was seen of the layer
     * @return the advice
     */
    public static PoolAdvice of(PoolKeys keys, PoolSettings now, Observed seen) {
        return of(keys, now, seen, Bounds.NONE);
    }

    /**
     * The same, and nothing is recommended beyond some bounds.
     *
     * @param keys the names of the layer's settings
     * @param now their effective values
     * @param seen what was seen of the layer
     * @param bounds what the values would be clamped to
     * @return the advice
     */
    public static PoolAdvice of(PoolKeys keys, PoolSettings now, Observed seen, Bounds bounds) {
        List<HostLoad> loads = seen.loads();
        Forecast unchanged = Forecast.of(seen, loads, now);
        if (loads.isEmpty()) {
            int hosts = seen.hostsAsked();
            String verdict = hosts == 0
                    ? "nothing to say: no requests were seen"
                    : "nothing to say yet: no host was asked " + HostLoad.FEWEST + " times in the last hour";
            return new PoolAdvice(loads, hosts, unchanged, unchanged, List.of(), verdict, List.of());
        }
        Choice choice = new Choice(keys, seen, unchanged, bounds);
        Forecast recommended = choice.best();
        List<String> notes = new ArrayList<>(Notes.of(seen, unchanged));
        return new PoolAdvice(
                loads,
                seen.hostsAsked(),
                unchanged,
                recommended,
                choice.settings(recommended.settings()),
                choice.verdict(recommended),
                List.copyOf(notes));
    }

    /**
     * Dials begun for every thousand requests as the pools counted them, over the hosts by the rates of their requests.
     *
     * @return 0 when there were no requests
     */
    public double measured() {
        return HostLoad.byRate(loads, HostLoad::dialsPerThousand);
    }

    /**
     * Whether there is something to change.
     *
     * @return whether a setting is recommended that is not as now
     */
    public boolean changes() {
        return settings.stream().anyMatch(Recommendation::changes);
    }
}
