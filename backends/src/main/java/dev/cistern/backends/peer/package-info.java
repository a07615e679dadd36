/** A backend that is a bucket of another Cistern node, read and written through the native API. */
@NullMarked
@CheckReturnValue
package dev.cistern.backends.peer;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
