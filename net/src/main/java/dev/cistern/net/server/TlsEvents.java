package dev.cistern.net.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

/**
 * Sits behind the TLS codec of a client's socket and tells its {@link ClientWire} of what the wire itself sees only
 * encrypted: the end of the handshake, and the bytes of requests. Confined to the socket's event loop.
 */
final class TlsEvents extends ChannelInboundHandlerAdapter {
    private final ClientWire wire;

    TlsEvents(ClientWire wire) {
        this.wire = wire;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        wire.applicationRead(context, message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
            wire.handshakeEnded();
        }
        context.fireUserEventTriggered(event);
    }
}
