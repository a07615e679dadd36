package dev.cistern.net.pool;

import io.netty.channel.EventLoop;
import java.time.Duration;

/**
 * A connection to be dialled.
 *
 * @param host where to
 * @param loop its event loop
 * @param connectTimeout longest TCP connect
 * @param tlsTimeout longest TLS handshake
 * @param events whom the connection tells what happens to it
 */
public record Dial(
        HostKey host, EventLoop loop, Duration connectTimeout, Duration tlsTimeout, ConnectionEvents events) {}
