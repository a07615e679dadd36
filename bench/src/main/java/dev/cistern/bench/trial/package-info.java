/** One run of a command: its seed, its scratch folder, what it found, and what must be cleaned up after it. */
@NullMarked
@CheckReturnValue
package dev.cistern.bench.trial;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
