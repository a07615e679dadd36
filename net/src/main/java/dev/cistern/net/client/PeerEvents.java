package dev.cistern.net.client;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.util.function.LongSupplier;

/**
 * Sees what comes from the peer before Vert.x does: bytes, a reset, the end. Written on the connection's event loop, read
 * on any thread.
 */
final class PeerEvents extends ChannelInboundHandlerAdapter {
    private final LongSupplier nanoTime;
    private final Runnable gone;
    private volatile long heardAt;
    private volatile long reads;
    private volatile boolean reset;

    PeerEvents(LongSupplier nanoTime, Runnable gone) {
        this.nanoTime = nanoTime;
        this.gone = gone;
        this.heardAt = nanoTime.getAsLong();
    }

    /** When something last came. */
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
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
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
    public void channelInactive(ChannelHandlerContext context) {
        gone.run();
        context.fireChannelInactive();
    }
}
