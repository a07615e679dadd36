/** Conditional writes of many clients at once: of each race there is one winner, and no update is lost. */
@NullMarked
@CheckReturnValue
package dev.cistern.bench.races;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
