/**
 * Which nodes belong together, and what holds for all of them. {@link dev.cistern.cluster.Cluster} is the door. A node alone
 * starts nothing of this until another asks to join it; then it founds a cluster, which its data folder remembers.
 *
 * <p>What all members know alike is in the meta group ({@link dev.cistern.cluster.meta}), agreed on over Raft
 * ({@link dev.cistern.cluster.raft}); everything else that nodes ask each other goes over connection layer 2
 * ({@link dev.cistern.cluster.peer}). What must be done by the leader is sent there by whoever was asked. The module knows
 * nothing of objects.
 */
@NullMarked
@CheckReturnValue
package dev.cistern.cluster;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
