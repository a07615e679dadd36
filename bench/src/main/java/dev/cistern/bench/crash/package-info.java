/** Writers, kill -9, and a ledger that knows what every object may be afterwards. */
@NullMarked
@CheckReturnValue
package dev.cistern.bench.crash;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
