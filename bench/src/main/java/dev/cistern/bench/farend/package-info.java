/**
 * The other end of a connection layer under trial: an HTTP server in a process of its own whose manners are set, and which
 * counts what it sees. {@link dev.cistern.bench.farend.FarEnd} is its handle; both speak a line of JSON each.
 */
@NullMarked
@CheckReturnValue
package dev.cistern.bench.farend;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
