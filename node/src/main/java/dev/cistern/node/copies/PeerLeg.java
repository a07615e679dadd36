package dev.cistern.node.copies;

import dev.cistern.cluster.Fellow;
import dev.cistern.cluster.peer.PeerClient;
import dev.cistern.cluster.peer.StreamSeal;
import dev.cistern.node.engine.Copies;
import dev.cistern.node.engine.blob.BlobSum;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A blob on its way to another member, in one streamed request. Guarded by itself. */
final class PeerLeg implements Copies.Leg {
    /** What may wait for a member that takes less than it is sent, beside what is with its connection. */
    private static final long MOST_WAITING_BYTES = 512 * 1024;

    private final Fellow to;
    private final FedStream stream = new FedStream(this::taken);
    private final PeerClient.Sending sending;
    private final @Nullable MessageDigest digest;
    private @Nullable Promise<Void> room;
    private @Nullable Throwable lost;

    PeerLeg(PeerClient peers, Fellow to, BlobPath path) {
        this.to = to;
        this.digest = peers.signs() ? sha256() : null;
        this.sending = peers.put(to.url(), path.toString(), stream);
        sending.answer().onComplete(answered -> {
            if (answered.failed()) {
                lost(answered.cause());
            } else {
                // It may only come once the end was sent, which is when nobody waits for room any more.
                lost(new IllegalStateException("member " + to.name() + " answered before the end"));
            }
        });
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public int member() {
        return to.number();
    }

    @Override
    public Future<Void> send(List<ByteBuffer> bytes) {
        for (ByteBuffer part : bytes) {
            if (digest != null) {
                digest.update(part.duplicate());
            }
            if (part.hasRemaining()) {
                stream.feed(BufferInternal.buffer(Unpooled.wrappedBuffer(part)));
            }
        }
        return room();
    }

    private synchronized Future<Void> room() {
        Throwable why = lost;
        if (why != null) {
            return Future.failedFuture(why);
        }
        if (stream.waitingBytes() <= MOST_WAITING_BYTES) {
            return Future.succeededFuture();
        }
        Promise<Void> waiting = Promise.promise();
        room = waiting;
        return waiting.future();
    }

    private void taken() {
        Promise<Void> waiting;
        synchronized (this) {
            if (stream.waitingBytes() > MOST_WAITING_BYTES) {
                return;
            }
            waiting = room;
            room = null;
        }
        if (waiting != null) {
            waiting.tryComplete();
        }
    }

    private void lost(Throwable why) {
        Promise<Void> waiting;
        synchronized (this) {
            lost = lost == null ? why : lost;
            waiting = room;
            room = null;
        }
        if (waiting != null) {
            waiting.tryFail(why);
        }
    }

    @Override
    public Future<Void> finish(BlobSum sum) {
        byte[] sha256 = digest == null ? new byte[0] : digest.digest();
        stream.feed(sending.seal(new StreamSeal.End(sum.length(), sum.checksum()), sha256));
        stream.end();
        return sending.answer().mapEmpty();
    }

    @Override
    public void cancel() {
        sending.cancel();
    }
}
