/** Connection layer 1: clients to node. */
@NullMarked
@CheckReturnValue
package dev.cistern.net.server;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
