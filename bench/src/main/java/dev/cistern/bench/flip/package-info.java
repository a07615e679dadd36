/**
 * Settings of all three connection layers changed at random while requests go through all three: a node under trial, a
 * second node behind it, and an HTTP server behind it, each of which counts for itself.
 */
@NullMarked
@CheckReturnValue
package dev.cistern.bench.flip;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
