package dev.cistern.bench.net;

import dev.cistern.conf.Keys;
import dev.cistern.net.advice.Forecast;
import dev.cistern.net.advice.Observed;
import dev.cistern.net.advice.PoolAdvice;

/**
 * What the adviser says of the traffic that a client has had, as {@code cistern advise} would of a node's layer 3.
 *
 * @param seen what it looked at
 * @param advice what it recommends
 * @param knobs the settings that it was asked about
 */
record Advised(Observed seen, PoolAdvice advice, Knobs knobs) {
    /** Looks at what was asked of a client that has had these settings. Takes some 10 ms. */
    static Advised of(NearEnd near, Knobs knobs) {
        Observed seen = new Observed(near.client().figures(), near.client().traffic());
        return new Advised(seen, PoolAdvice.of(Keys.BACKENDS, knobs.pool(), seen), knobs);
    }

    /** The same settings, but for those for which it recommends others. */
    Knobs recommended() {
        return knobs.with(advice.settings());
    }

    /** What the requests that were seen would cost with other settings, as {@code --what-if} says it. */
    Forecast whatIf(Knobs others) {
        return Forecast.of(seen, others.pool());
    }
}
