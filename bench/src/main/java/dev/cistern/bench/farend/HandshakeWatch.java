package dev.cistern.bench.farend;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import javax.net.ssl.SSLSession;

/** Counts the TLS handshakes that succeed. Their beginning is counted by {@link Attendance}, which sees the first byte. */
final class HandshakeWatch extends ChannelInboundHandlerAdapter {
    private final Census census;

    HandshakeWatch(Census census) {
        this.census = census;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent end) {
            Attendance attendance = context.pipeline().get(Attendance.class);
            attendance.handshakeEnded();
            if (end.isSuccess()) {
                census.handshakes++;
                SSLSession session =
                        context.pipeline().get(SslHandler.class).engine().getSession();
                census.resumed += session.getCreationTime() < attendance.acceptedMillis() ? 1 : 0;
            }
        }
        context.fireUserEventTriggered(event);
    }
}
