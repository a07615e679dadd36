/**
 * Whom the bytes of a blob are wished on. Pure: the same members give the same answer on every node, and nobody has to be
 * asked. It is a wish; where bytes are is what their records say.
 */
@NullMarked
@CheckReturnValue
package dev.cistern.cluster.place;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
