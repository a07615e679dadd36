/** Long runs against a real node: faults, soak, benchmarks. */
@NullMarked
@CheckReturnValue
package dev.cistern.bench;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
