/** What must be refused: bad requests, starts that cannot work, a full disk. */
@NullMarked
@CheckReturnValue
package dev.cistern.bench.input;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
