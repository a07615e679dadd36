package dev.cistern.bench.backends;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The way to an upstream: as fast as it is told to be, each direction for itself, over all connections; counts connections and
 * reads. Two threads pass the bytes of a connection. Usable from all threads.
 */
final class Link implements AutoCloseable {
    /** A rate that means none. */
    static final long UNLIMITED = Long.MAX_VALUE;

    private static final int PIECE_BYTES = 64 * 1024;
    private static final int BACKLOG = 512;
    private static final byte[] GET = "GET ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEAD = "HEAD ".getBytes(StandardCharsets.US_ASCII);

    private final InetSocketAddress upstream;
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong dials = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong bytesDown = new AtomicLong();
    private final Bucket up;
    private final Bucket down;

    /** @param bytesPerSecond of each direction */
    Link(InetSocketAddress upstream, long bytesPerSecond) throws IOException {
        this.upstream = upstream;
        this.up = new Bucket(bytesPerSecond);
        this.down = new Bucket(bytesPerSecond);
        this.server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
    }

    /** Connections that were opened through it. */
    long dials() {
        return dials.get();
    }

    /** Requests that read, {@code GET} and {@code HEAD}: none of those who use it sends one before the last is answered. */
    long reads() {
        return reads.get();
    }

    /** Bytes that the upstream has sent. */
    long bytesDown() {
        return bytesDown.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket near = server.accept();
                dials.incrementAndGet();
                sockets.add(near);
                threads.execute(() -> connect(near));
            }
        } catch (IOException closed) {
            // The run is over.
        }
    }

    private void connect(Socket near) {
        try {
            Socket far = new Socket();
            sockets.add(far);
            far.setTcpNoDelay(true);
            near.setTcpNoDelay(true);
            far.connect(upstream);
            threads.execute(() -> pass(near, far, up, true));
            pass(far, near, down, false);
        } catch (IOException e) {
            end(near);
        }
    }

    private void pass(Socket from, Socket to, Bucket bucket, boolean requests) {
        byte[] piece = new byte[PIECE_BYTES];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                if (requests) {
                    reads.addAndGet(begins(piece, read, GET) || begins(piece, read, HEAD) ? 1 : 0);
                } else {
                    bytesDown.addAndGet(read);
                }
                bucket.take(read);
                out.write(piece, 0, read);
            }
        } catch (IOException ended) {
            // By either side.
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } finally {
            end(from);
            end(to);
        }
    }

    private static boolean begins(byte[] bytes, int length, byte[] with) {
        return length > with.length && Arrays.equals(bytes, 0, with.length, with, 0, with.length);
    }

    private void end(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        threads.shutdownNow();
    }

    /** Lets so many bytes pass a second, and a few milliseconds' worth at once. */
    private static final class Bucket {
        private static final long BURST_NANOS = 4_000_000;

        private final double nanosPerByte;
        private long freeAt = System.nanoTime();

        Bucket(long bytesPerSecond) {
            this.nanosPerByte = bytesPerSecond == UNLIMITED ? 0 : 1e9 / bytesPerSecond;
        }

        void take(int bytes) throws InterruptedException {
            if (nanosPerByte == 0) {
                return;
            }
            long wait;
            synchronized (this) {
                long now = System.nanoTime();
                freeAt = Math.max(freeAt, now - BURST_NANOS) + (long) (bytes * nanosPerByte);
                wait = freeAt - now;
            }
            if (wait > 0) {
                Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
            }
        }
    }
}
