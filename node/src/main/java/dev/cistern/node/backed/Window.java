package dev.cistern.node.backed;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The most recent bytes of an object that is being fetched: at least {@link #KEPT_BYTES} of them, or all, and less than
 * one buffer more. Confined to its fetch's context.
 */
final class Window {
    static final int KEPT_BYTES = 512 * 1024;

    private final Deque<Buffer> buffers = new ArrayDeque<>();
    private long start;
    private long end;

    /** Position of the first byte that is here. */
    long start() {
        return start;
    }

    /** Position after the last byte that came. */
    long end() {
        return end;
    }

    long bytes() {
        return end - start;
    }

    void append(Buffer buffer) {
        if (buffer.length() == 0) {
            return;
        }
        buffers.addLast(buffer);
        end += buffer.length();
        for (Buffer first = buffers.getFirst(); bytes() - first.length() >= KEPT_BYTES; first = buffers.getFirst()) {
            start += first.length();
            buffers.removeFirst();
        }
    }

    /** Bytes from a position on, as many as came in one buffer; empty where they are not, or not any more, here. */
    Optional<Buffer> from(long position) {
        long at = start;
        for (Buffer buffer : buffers) {
            if (position >= at && position < at + buffer.length()) {
                return Optional.of(buffer.slice((int) (position - at), buffer.length()));
            }
            at += buffer.length();
        }
        return Optional.empty();
    }

    void clear() {
        buffers.clear();
        start = end;
    }
}
