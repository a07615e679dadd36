/**
 * Requests to hosts that fail now and then, are busy, or are gone. {@link dev.cistern.backends.upstream.UpstreamClient}
 * sends them again where that can help and harms nobody, and asks a host that is gone only now and then.
 */
@NullMarked
@CheckReturnValue
package dev.cistern.backends.upstream;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
