package dev.cistern.net.client;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.io.IOException;
import java.util.function.LongSupplier;

/**
 * Sees what comes from the peer before Vert.x does: bytes, a reset, the end; and that Vert.x closes. Written on the
 * connection's event loop, read on any thread.
 */
final class PeerEvents extends ChannelDuplexHandler {
    private final LongSupplier nanoTime;
    private final Listener listener;
    private long heardAt;
    /** Read by others only after something that happened after it was written: a lease, or the end of an exchange. */
    private long reads;

    private volatile boolean reset;

    /** Who is told, on the connection's event loop. */
    interface Listener {
        /** Vert.x closes the connection of its own accord. */
        void closing();

        /** It is closed, whoever did it. */
        void gone();
    }

    /** Has heard of the peer just now. */
    PeerEvents(LongSupplier nanoTime, Listener listener) {
        this.nanoTime = nanoTime;
        this.listener = listener;
        this.heardAt = nanoTime.getAsLong();
    }

    /** When something last came. On the connection's event loop. */
    long heardAt() {
        return heardAt;
    }

    /** How often something came; only this handler's event loop adds to it. */
    long reads() {
        return reads;
    }

    boolean reset() {
        return reset;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        heardAt = nanoTime.getAsLong();
        reads++;
        context.fireChannelRead(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            reset = true;
        }
        context.fireExceptionCaught(cause);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the promise that is passed on tells
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        listener.closing();
        context.close(promise);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        listener.gone();
        context.fireChannelInactive();
    }
}
