/** Nodes of a cluster that are killed, stopped and wiped while settings are changed. */
@NullMarked
@CheckReturnValue
package dev.cistern.bench.cluster;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
