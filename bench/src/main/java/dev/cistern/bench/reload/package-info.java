/** Settings files changed under load: no request may fail, and only what is idle too long may be closed. */
@NullMarked
@CheckReturnValue
package dev.cistern.bench.reload;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
