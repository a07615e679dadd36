/**
 * Looking after what is stored: what there is of it and what it takes, whether it is whole, what nobody names any more, and
 * records written anew without what was deleted. Each long work runs on a thread of its own, at a bounded rate.
 */
@NullMarked
@CheckReturnValue
package dev.cistern.node.engine.care;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
