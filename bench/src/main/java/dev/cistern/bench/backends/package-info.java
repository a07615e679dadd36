/**
 * A node in front of a cloud, against the cloud itself: how fast cold and warm reads and writes are, a crowd on one cold object,
 * and the connections between the two.
 */
@NullMarked
@CheckReturnValue
package dev.cistern.bench.backends;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
