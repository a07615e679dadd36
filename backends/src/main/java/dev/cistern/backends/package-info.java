/**
 * Where objects come from that are not stored here. A {@link dev.cistern.backends.Backend} is read-only and knows keys,
 * entity tags and bytes; it knows nothing of buckets, of the store or of who asks.
 */
@NullMarked
@CheckReturnValue
package dev.cistern.backends;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
