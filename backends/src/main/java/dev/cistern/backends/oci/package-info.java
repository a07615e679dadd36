/** Buckets of Oracle Cloud Infrastructure's Object Storage, over its own interface, signed by Oracle's library. */
@NullMarked
@CheckReturnValue
package dev.cistern.backends.oci;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
