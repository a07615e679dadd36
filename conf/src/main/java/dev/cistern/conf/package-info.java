/** What the operator wrote: typed settings, one record per section, and the keys that name them. */
@NullMarked
@CheckReturnValue
package dev.cistern.conf;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
