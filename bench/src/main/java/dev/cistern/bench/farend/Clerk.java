package dev.cistern.bench.farend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Answers the requests of an HTTP/1.1 connection or of an HTTP/2 stream. Confined to the event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // however a close or a write ends, channelInactive tells
final class Clerk extends ChannelInboundHandlerAdapter {
    private final Site site;
    private final Attendance attendance;
    private boolean underWay;
    private boolean whole;

    Clerk(Site site, Attendance attendance) {
        this.site = site;
        this.attendance = attendance;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
                context.close();
            } else {
                receive(context, message);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void receive(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            underWay = true;
            whole = false;
            attendance.requestBegan();
            if (HttpUtil.is100ContinueExpected(request)) {
                context.writeAndFlush(new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
            }
        }
        if (message instanceof LastHttpContent && underWay) {
            whole = true;
            attendance.requestCame();
            serve(context);
        }
    }

    private void serve(ChannelHandlerContext context) {
        Manners manners = site.manners();
        if (manners.holding()) {
            site.hold(() -> answer(context));
        } else if (manners.service().isZero()) {
            answer(context);
        } else {
            context.executor().schedule(() -> answer(context), manners.service().toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void answer(ChannelHandlerContext context) {
        if (!context.channel().isActive() || attendance.closing()) {
            return;
        }
        underWay = false;
        Manners manners = site.manners();
        byte[] bytes = new byte[manners.bodyBytes()];
        Arrays.fill(bytes, (byte) 'x');
        ByteBuf body = Unpooled.wrappedBuffer(bytes);
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body);
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, bytes.length);
        if (manners.hintSeconds() > 0) {
            response.headers().set("Keep-Alive", "timeout=" + manners.hintSeconds());
        }
        context.writeAndFlush(response);
        attendance.answered();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (underWay) {
            site.census().broken += whole ? 0 : 1;
            attendance.abandoned();
        }
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
