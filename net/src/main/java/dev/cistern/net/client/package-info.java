/**
 * Connection layers 2 and 3: node to peers and node to clouds, over HTTP. {@link dev.cistern.net.client.PooledHttpClient}
 * is their door.
 *
 * <p>A {@code Call} is a request on its way: it leases a connection, runs an {@code Exchange} on it, and may run a second
 * one where the first met a connection that its peer had closed. The {@code Dialer} makes connections to one of the
 * addresses that {@code Addresses} knows of a name, on the Vert.x client that {@code Agents} keeps for their protocol.
 */
@NullMarked
@CheckReturnValue
package dev.cistern.net.client;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
