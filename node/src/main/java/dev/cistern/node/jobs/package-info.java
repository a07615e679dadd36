/**
 * Work on many objects that goes on by itself: bringing them here, letting them go, copying them. A job can be paused and ended,
 * and goes on after a restart where it was.
 */
@NullMarked
@CheckReturnValue
package dev.cistern.node.jobs;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
