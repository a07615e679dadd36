/**
 * How nodes of a cluster ask each other: JSON over connection layer 2, to paths under {@code /_peer}, signed with the secret
 * that they share. {@link dev.cistern.cluster.peer.PeerClient} asks, {@link dev.cistern.cluster.peer.PeerGate} lets in.
 */
@NullMarked
@CheckReturnValue
package dev.cistern.cluster.peer;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
