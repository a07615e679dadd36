/** Ratios between the node and its yardsticks, measured in the same run. */
@NullMarked
@CheckReturnValue
package dev.cistern.bench.speed;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
