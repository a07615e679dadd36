/**
 * What the settings of the connection layers should be, by what was measured: rate, service time, concurrency and gaps of
 * each host over the last minutes, the arithmetic on them, and a replay of the recorded requests with the values now and
 * with those recommended, so that it can be seen how far the model is to be trusted.
 *
 * <p>Everything here is a pure function of snapshots; nothing is ever set. For a client of its own, without a node:
 *
 * <pre>{@code
 * Observed seen = new Observed(client.figures(), client.traffic());
 * PoolAdvice advice = PoolAdvice.of(Keys.BACKENDS, settings, seen);
 * client.apply(ClientSettings.http1(advice.recommended().settings()));
 * double predicted = Forecast.of(seen, otherSettings).dialsPerThousand();
 * }</pre>
 *
 * Replays take some milliseconds for ten thousand requests, so all of it belongs on a worker thread.
 */
@NullMarked
@CheckReturnValue
package dev.cistern.net.advice;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
