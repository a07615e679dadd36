/** The HTTP front: one exchange per request, its target byte for byte, bodies with back-pressure, and the one place where failures become statuses. It knows no API: each request goes to a {@link dev.cistern.node.http.Surface}. */
@NullMarked
@CheckReturnValue
package dev.cistern.node.http;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
