/**
 * A bucket of Amazon S3, or of a server that speaks its API. Requests are signed by Amazon's own library and sent through
 * the pool of layer 3; no client of Amazon's is on the way of a byte.
 */
@NullMarked
@CheckReturnValue
package dev.cistern.backends.s3;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
