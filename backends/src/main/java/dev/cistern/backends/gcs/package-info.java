/** Buckets of Google Cloud Storage, over its JSON interface, with tokens from Google's library. */
@NullMarked
@CheckReturnValue
package dev.cistern.backends.gcs;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
