/**
 * The node as its operators meet it: a process, its settings and metrics, and what the kernel says of its memory and
 * time.
 */
@NullMarked
@CheckReturnValue
package dev.cistern.bench.node;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
