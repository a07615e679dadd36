package dev.cistern.net.client;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the end of an HTTP/1 connection from Vert.x until the response that came whole before it has been read. Vert.x
 * holds back what a slow reader has not asked for, and drops it when the connection ends; so a last response would break
 * off for slow readers. Sits between the codec and Vert.x; confined to the connection's event loop, except where said.
 */
final class HeldEnd extends ChannelDuplexHandler {
    private boolean informational;
    private volatile boolean reading;
    /** Written before a request is handed to the connection, and else on its event loop. */
    private boolean whole;

    private @Nullable ChannelHandlerContext held;

    /** A request is about to be sent. Any thread. */
    void requestBegins() {
        whole = false;
        reading = true;
    }

    boolean reading() {
        return reading;
    }

    /** Its response was read, or nobody will read it. Any thread; {@link #release} is to follow if the socket is closed. */
    void requestEnded() {
        reading = false;
    }

    /** Lets Vert.x know of the end that was held back, if one was. */
    void release() {
        ChannelHandlerContext end = held;
        if (end != null) {
            held = null;
            end.fireChannelInactive();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        // What the codec makes is of these classes; to ask for its interfaces would take longer.
        if (message instanceof DefaultHttpResponse head) {
            informational = head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        } else if (message instanceof DefaultLastHttpContent || message == LastHttpContent.EMPTY_LAST_CONTENT) {
            whole = !informational;
        }
        context.fireChannelRead(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        boolean endFollows = cause instanceof IOException && reading && whole;
        if (!endFollows) {
            context.fireExceptionCaught(cause);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (reading && whole) {
            held = context;
        } else {
            context.fireChannelInactive();
        }
    }

    @Override
    public void read(ChannelHandlerContext context) {
        if (held == null) {
            context.read();
        }
    }
}
