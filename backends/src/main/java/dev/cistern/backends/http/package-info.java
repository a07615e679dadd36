/** A backend behind plain HTTP: an object is a path below a fixed prefix, read with GET and HEAD. */
@NullMarked
@CheckReturnValue
package dev.cistern.backends.http;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
