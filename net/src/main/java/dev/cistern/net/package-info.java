/** What all connection layers share. */
@NullMarked
@CheckReturnValue
package dev.cistern.net;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
