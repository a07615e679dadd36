package dev.cistern.node.copies;

import dev.cistern.net.client.HttpResponse;
import dev.cistern.node.engine.Copies;
import dev.cistern.node.engine.OutgoingBlob;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The answer of another member that sends a blob: frames of {@code bytes (4), CRC32C of each block (4 each), bytes}. Each block is
 * verified as it comes; no more than a frame is held. Confined to the event loop of its request, but for {@link #close} and {@link #next}.
 */
final class PeerBlob implements Copies.FarBlob {
    private static final int HEAD_BYTES = Integer.BYTES;

    private final HttpResponse response;
    private final @Nullable Context loop;
    private CompositeByteBuf held = Unpooled.compositeBuffer(1024);
    private @Nullable Promise<Buffer> wanted;
    private @Nullable Throwable broken;
    private boolean ended;
    private long missingBytes;

    /** Called on the event loop of the request. */
    PeerBlob(HttpResponse response) {
        this.response = response;
        this.loop = Vertx.currentContext();
        String length = response.headers().get("Content-Length");
        this.missingBytes = length == null ? Long.MAX_VALUE : Long.parseLong(length);
        response.body()
                .exceptionHandler(failure -> {
                    broken = failure;
                    look();
                })
                .endHandler(end -> {
                    ended = true;
                    look();
                })
                .handler(bytes -> {
                    missingBytes -= bytes.length();
                    held.addComponent(true, ((BufferInternal) bytes).getByteBuf());
                    look();
                });
    }

    @Override
    public Future<Buffer> next() {
        Promise<Buffer> promise = Promise.promise();
        onLoop(() -> {
            wanted = promise;
            look();
        });
        return promise.future();
    }

    private void onLoop(Runnable task) {
        Context on = loop;
        if (on == null || on == Vertx.currentContext()) {
            task.run();
        } else {
            on.runOnContext(now -> task.run());
        }
    }

    private void look() {
        Promise<Buffer> waiting = wanted;
        if (waiting == null) {
            return;
        }
        try {
            ByteBuf frame = takeFrame();
            if (frame != null) {
                wanted = null;
                askForTheEnd();
                waiting.complete(BufferInternal.buffer(frame));
            } else if (broken != null || ended) {
                wanted = null;
                waiting.fail(broken != null ? broken : new IOException("the copy ends in the middle"));
            } else {
                response.body().fetch(1);
            }
        } catch (IOException e) {
            wanted = null;
            broken = e;
            waiting.fail(e);
        }
    }

    /** So that the connection is free for others, and need not be closed. */
    private void askForTheEnd() {
        if (missingBytes <= 0 && !ended) {
            response.body().fetch(1);
        }
    }

    /** Null while it is not whole. */
    private @Nullable ByteBuf takeFrame() throws IOException {
        if (held.readableBytes() < HEAD_BYTES) {
            return null;
        }
        int bytes = held.getInt(held.readerIndex());
        if (bytes <= 0 || bytes > OutgoingBlob.FRAME_BYTES) {
            throw new IOException("a frame of " + bytes + " bytes");
        }
        int blocks = (bytes + OutgoingBlob.BLOCK_BYTES - 1) / OutgoingBlob.BLOCK_BYTES;
        int head = HEAD_BYTES + blocks * Integer.BYTES;
        if (held.readableBytes() < head + bytes) {
            return null;
        }
        ByteBuf frame = held.slice(held.readerIndex() + head, bytes);
        for (int i = 0; i < blocks; i++) {
            int from = i * OutgoingBlob.BLOCK_BYTES;
            int length = Math.min(OutgoingBlob.BLOCK_BYTES, bytes - from);
            int stored = held.getInt(held.readerIndex() + HEAD_BYTES + i * Integer.BYTES);
            if (checksum(frame.slice(from, length)) != stored) {
                throw new IOException("a block came damaged");
            }
        }
        ByteBuf rest = held.slice(held.readerIndex() + head + bytes, held.readableBytes() - head - bytes);
        held = Unpooled.compositeBuffer(1024);
        if (rest.isReadable()) {
            held.addComponent(true, rest);
        }
        return frame;
    }

    private static int checksum(ByteBuf block) {
        CRC32C crc = new CRC32C();
        for (ByteBuffer part : block.nioBuffers()) {
            crc.update(part);
        }
        return (int) crc.getValue();
    }

    @Override
    public void close() {
        onLoop(() -> {
            if (!ended) {
                response.discard();
            }
        });
    }
}
