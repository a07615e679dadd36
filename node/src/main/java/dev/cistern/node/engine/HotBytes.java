package dev.cistern.node.engine;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The bytes of an object outside Java's heap, where sockets take them from without another copy. Their memory is given back when whoever
 * made them and all who hold them have let go. Used by any thread.
 */
final class HotBytes {
    private final ByteBuf bytes;
    private final AtomicInteger holders = new AtomicInteger(1);

    private HotBytes(ByteBuf bytes) {
        this.bytes = bytes;
    }

    /** Copies bytes; empty where there is no more memory outside the heap. */
    static Optional<HotBytes> copyOf(byte[] bytes) {
        try {
            return Optional.of(new HotBytes(
                    Unpooled.directBuffer(bytes.length, bytes.length).writeBytes(bytes)));
        } catch (OutOfMemoryError e) { // Of that memory; whoever asked does as well without.
            return Optional.empty();
        }
    }

    int length() {
        return bytes.readableBytes();
    }

    /** Part of them, without a copy, and for no longer than they are held. */
    Buffer part(int from, int length) {
        return BufferInternal.buffer(bytes.slice(from, length));
    }

    /** Holds them until {@link #release()}; false where they are gone. */
    boolean hold() {
        int now = holders.get();
        while (now > 0) {
            if (holders.compareAndSet(now, now + 1)) {
                return true;
            }
            now = holders.get();
        }
        return false;
    }

    /** Lets go, once for each {@link #hold()} and once for whoever made them. */
    void release() {
        int left = holders.decrementAndGet();
        if (left < 0) {
            throw new IllegalStateException("let go of more often than held");
        }
        if (left == 0) {
            boolean unused = bytes.release();
        }
    }
}
