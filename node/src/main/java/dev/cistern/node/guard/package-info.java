/** Who sends a request, whichever front it comes to, and whether it may be served. */
@NullMarked
@CheckReturnValue
package dev.cistern.node.guard;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
