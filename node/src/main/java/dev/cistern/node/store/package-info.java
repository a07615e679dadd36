/** The contract of the object store: commands in, values out, errors with a code and a kind. */
@NullMarked
@CheckReturnValue
package dev.cistern.node.store;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
