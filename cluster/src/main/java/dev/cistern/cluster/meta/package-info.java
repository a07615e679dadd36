/**
 * What all nodes of a cluster know alike: who belongs to it, and the settings that hold for every node. A
 * {@link dev.cistern.cluster.meta.MetaState} is that knowledge at one moment, a {@link dev.cistern.cluster.meta.MetaCommand}
 * a wish to change it, and {@link dev.cistern.cluster.meta.MetaRules} what comes of a wish.
 */
@NullMarked
@CheckReturnValue
package dev.cistern.cluster.meta;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
