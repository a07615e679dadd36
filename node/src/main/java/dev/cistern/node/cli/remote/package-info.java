/** A node as its clients see it: targets, requests with retries, answers, and what refused ones say. */
@NullMarked
@CheckReturnValue
package dev.cistern.node.cli.remote;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
