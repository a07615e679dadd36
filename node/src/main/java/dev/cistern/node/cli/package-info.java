/** The command line: one class a command, and what they print. Commands talk to a node over HTTP only. */
@NullMarked
@CheckReturnValue
package dev.cistern.node.cli;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
