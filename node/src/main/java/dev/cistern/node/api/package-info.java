/** The native API under {@code /v1}, compatible with AIStore's REST for what it covers: each request becomes one operation value, then one handler. */
@NullMarked
@CheckReturnValue
package dev.cistern.node.api;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
