/**
 * Connection layer 1: clients to node. {@link dev.cistern.net.server.ServerConnections} is its door.
 *
 * <p>{@code AcceptTap} puts a {@code ClientWire} in front of every accepted socket; it and the two {@code Events} tell the
 * {@code Shard} of their event loop what happens. A shard changes the state of a {@code ServerConnection}, which knows
 * neither sockets nor clocks, and then has the wire do what follows. What the loops share, the {@code Gate} holds.
 */
@NullMarked
@CheckReturnValue
package dev.cistern.net.server;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
