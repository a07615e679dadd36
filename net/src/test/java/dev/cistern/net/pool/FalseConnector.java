package dev.cistern.net.pool;

import dev.cistern.net.CloseReason;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Dials connections that are none, on real event loops: each dial ends in the loop's next turn. Safe for all threads. */
final class FalseConnector implements Connector<FalseConnector.Line> {
    final AtomicInteger open = new AtomicInteger();
    final AtomicInteger dialling = new AtomicInteger();
    final AtomicInteger mostDialling = new AtomicInteger();
    final AtomicInteger mostOpen = new AtomicInteger();
    final Queue<CloseReason> closes = new ConcurrentLinkedQueue<>();
    volatile boolean answering = true;
    volatile @Nullable Exception refusal;

    /** A connection that knows who uses it. */
    static final class Line {
        final EventLoop loop;
        final ConnectionEvents events;
        final AtomicInteger users = new AtomicInteger();
        volatile boolean closed;

        Line(EventLoop loop, ConnectionEvents events) {
            this.loop = loop;
            this.events = events;
        }
    }

    @Override
    public Future<Line> dial(Dial dial) {
        if (!dial.loop().inEventLoop()) {
            throw new AssertionError("dialled on another thread");
        }
        Exception refused = refusal;
        if (refused instanceof RuntimeException broken) {
            throw broken;
        }
        if (refused != null) {
            return Future.failedFuture(refused);
        }
        mostDialling.accumulateAndGet(dialling.incrementAndGet(), Math::max);
        Promise<Line> promise = Promise.promise();
        if (answering) {
            dial.loop().execute(() -> {
                dialling.decrementAndGet();
                mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
                promise.complete(new Line(dial.loop(), dial.events()));
            });
        }
        return promise.future();
    }

    /** The peer closes it. */
    void hangUp(Line line) {
        line.closed = true;
        open.decrementAndGet();
        line.events.closed(CloseReason.PEER_FIN_IDLE);
    }

    @Override
    public void close(Line connection, CloseReason reason) {
        if (!connection.loop.inEventLoop() || connection.closed || connection.users.get() > 0) {
            throw new AssertionError("closed on another thread, twice, or in use");
        }
        connection.closed = true;
        open.decrementAndGet();
        closes.add(reason);
    }

    @Override
    public boolean usable(Line connection) {
        return !connection.closed;
    }

    @Override
    public int expectedCapacity(HostKey host) {
        return 1;
    }
}
