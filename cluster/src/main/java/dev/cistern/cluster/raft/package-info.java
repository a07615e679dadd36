/**
 * Consensus. A {@link dev.cistern.cluster.raft.RaftHost} is this node's Raft server, on which any number of groups live; a
 * {@link dev.cistern.cluster.raft.Replica} is this node's part of one of them, and a
 * {@link dev.cistern.cluster.raft.ReplicatedState} what its members agree on. Nothing of Apache Ratis is seen from outside.
 */
@NullMarked
@CheckReturnValue
package dev.cistern.cluster.raft;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
