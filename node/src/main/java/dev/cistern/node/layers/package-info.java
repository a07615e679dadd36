/**
 * The three connection layers as one view: the same words for all of them, why each limit is what it is, and what an
 * operator should know at once.
 */
@NullMarked
@CheckReturnValue
package dev.cistern.node.layers;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
