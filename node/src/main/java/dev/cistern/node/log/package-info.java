/** Logs: what goes to the console, and the access log. */
@NullMarked
@CheckReturnValue
package dev.cistern.node.log;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
