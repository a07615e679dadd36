/**
 * Buckets whose objects come from a backend. {@link dev.cistern.node.backed.BackedStore} stands before the engine: what is
 * stored is read there and nowhere else; what is not is fetched once, however many ask, into the store and to all of them.
 */
@NullMarked
@CheckReturnValue
package dev.cistern.node.backed;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
