/** Memory, slow clients and crowds of connections held against their limits. */
@NullMarked
@CheckReturnValue
package dev.cistern.bench.limits;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
