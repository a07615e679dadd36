/**
 * A blocking HTTP/1.1 client that does exactly what it is told, wrong things included, and bodies that can be computed
 * anew from a seed.
 */
@NullMarked
@CheckReturnValue
package dev.cistern.bench.http;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
