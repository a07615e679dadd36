/** Administration: health, metrics, settings and connections. */
@NullMarked
@CheckReturnValue
package dev.cistern.node.admin;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
