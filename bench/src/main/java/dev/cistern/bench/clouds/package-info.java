/** Buckets in front of clouds: what reaches the cloud when the node dies, and what the node serves when the cloud fails. */
@NullMarked
@CheckReturnValue
package dev.cistern.bench.clouds;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
