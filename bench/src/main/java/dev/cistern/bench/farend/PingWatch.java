package dev.cistern.bench.farend;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2PingFrame;
import io.netty.util.ReferenceCountUtil;

/** Counts HTTP/2 PINGs; the codec answers them. */
final class PingWatch extends ChannelInboundHandlerAdapter {
    private final Census census;

    PingWatch(Census census) {
        this.census = census;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        census.pings += message instanceof Http2PingFrame ping && !ping.ack() ? 1 : 0;
        ReferenceCountUtil.release(message);
    }
}
