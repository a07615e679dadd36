/** The program: reads settings, wires the parts, starts and stops them. */
@NullMarked
@CheckReturnValue
package dev.cistern.node;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
