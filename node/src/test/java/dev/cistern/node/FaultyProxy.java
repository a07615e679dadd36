package dev.cistern.node;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between a node and a cloud, and does to what passes what networks and clouds do. From a seed, so that it repeats. */
final class FaultyProxy implements AutoCloseable {
    private static final int FURTHEST = 400_000;
    private static final int LONGEST_HEAD = 1_500;

    private final Vertx vertx = Vertx.vertx();
    private final NetClient client = vertx.createNetClient();
    private final NetServer server;
    private final int target;
    private final Random random;
    /** Faults done. */
    final AtomicInteger faults = new AtomicInteger();

    volatile Fault fault = Fault.NONE;

    /** What it does, to about two connections of three. */
    enum Fault {
        NONE,
        /** The connection is reset somewhere in an answer. */
        RESET,
        /** The connection is closed in order, somewhere in an answer. */
        CLOSED,
        /** A bit of an answer's body is turned. */
        TURNED_BIT,
        /** Requests are answered with 503 by it, and never come there. */
        BUSY,
        /** The connection is reset instead of an answer. */
        ANSWER_LOST,
        /** Requests are swallowed. */
        SILENT,
        /** The connection is reset somewhere in a request. */
        REQUEST_RESET
    }

    FaultyProxy(int target, long seed) throws TimeoutException {
        this.target = target;
        this.random = new Random(seed);
        this.server = vertx.createNetServer(new NetServerOptions().setSoLinger(0))
                .connectHandler(this::accept)
                .listen(0, "127.0.0.1")
                .await(60, TimeUnit.SECONDS);
    }

    int port() {
        return server.actualPort();
    }

    private synchronized int chance(int below) {
        return random.nextInt(below);
    }

    private void accept(NetSocket near) {
        Fault now = chance(3) == 0 ? Fault.NONE : fault;
        near.pause();
        if (now == Fault.BUSY || now == Fault.SILENT) {
            answerItself(near, now);
            return;
        }
        client.connect(target, "127.0.0.1").onComplete(connected -> {
            if (connected.failed()) {
                done(near.close());
                return;
            }
            NetSocket far = connected.result();
            int at = now == Fault.ANSWER_LOST ? 0 : chance(FURTHEST);
            pass(near, far, now == Fault.REQUEST_RESET ? now : Fault.NONE, at);
            pass(far, near, now == Fault.REQUEST_RESET ? Fault.NONE : now, at);
        });
    }

    private void answerItself(NetSocket near, Fault now) {
        near.handler(request -> {
            faults.incrementAndGet();
            if (now == Fault.BUSY) {
                done(near.end(Buffer.buffer("HTTP/1.1 503 Slow Down\r\nRetry-After: 0\r\nContent-Length: 0\r\n"
                        + "Connection: close\r\n\r\n")));
            }
        });
        near.resume();
    }

    /** Passes bytes on until the fault, if there is one, at so many of them. */
    private void pass(NetSocket from, NetSocket to, Fault now, int at) {
        int[] passed = {0};
        from.handler(bytes -> {
            Buffer whole = bytes;
            int end = passed[0] + bytes.length();
            if (now != Fault.NONE && passed[0] <= at && at < end) {
                whole = broken(bytes, now, at - passed[0]);
            }
            passed[0] = end;
            done(to.write(whole));
            if (whole.length() < bytes.length()) {
                from.handler(rest -> {});
                done(now == Fault.CLOSED ? to.end() : to.close());
                done(from.close());
            } else if (to.writeQueueFull()) {
                from.pause();
                to.drainHandler(drained -> from.resume());
            }
        });
        from.closeHandler(closed -> done(to.close()));
        from.exceptionHandler(ignored -> {});
        from.resume();
    }

    private Buffer broken(Buffer bytes, Fault now, int at) {
        if (now != Fault.TURNED_BIT) {
            faults.incrementAndGet();
            return bytes.slice(0, at);
        }
        if (at < LONGEST_HEAD) { // It may be in the head of an answer, which nobody compares with anything.
            return bytes;
        }
        faults.incrementAndGet();
        return bytes.copy().setByte(at, (byte) (bytes.getByte(at) ^ 0x10));
    }

    /** Those who leave before the end are what it is about. */
    private static void done(Future<Void> step) {
        Future<Void> unused = step;
    }

    @Override
    public void close() throws TimeoutException {
        Void unused = vertx.close().await(60, TimeUnit.SECONDS);
    }
}
