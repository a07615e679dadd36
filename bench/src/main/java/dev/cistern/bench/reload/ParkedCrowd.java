package dev.cistern.bench.reload;

import dev.cistern.bench.http.HttpConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Connections that made one request each and then do nothing but note when the server closes them. One thread's. */
final class ParkedCrowd implements AutoCloseable {
    private final Selector selector;
    private final List<Parked> crowd = new ArrayList<>();
    private final ByteBuffer unread = ByteBuffer.allocate(1024);

    private ParkedCrowd(Selector selector) {
        this.selector = selector;
    }

    /** Opens so many, one after the other. */
    static ParkedCrowd open(InetSocketAddress node, int connections) throws IOException {
        ParkedCrowd parked = new ParkedCrowd(Selector.open());
        try {
            for (int i = 0; i < connections; i++) {
                parked.park(node);
            }
            return parked;
        } catch (IOException e) {
            parked.close();
            throw e;
        }
    }

    private void park(InetSocketAddress node) throws IOException {
        SocketChannel channel = SocketChannel.open(node);
        Parked parked = new Parked(channel);
        crowd.add(parked);
        HttpConnection.over(channel.socket()).touch();
        parked.idleSinceNanos = System.nanoTime();
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, parked);
    }

    /** Watches until a moment, or until all are closed. */
    void watchUntil(long deadlineNanos) throws IOException {
        while (openConnections() > 0) {
            long leftMillis = (deadlineNanos - System.nanoTime()) / 1_000_000;
            if (leftMillis <= 0) {
                return;
            }
            selector.select(this::noteClose, leftMillis);
        }
    }

    private void noteClose(SelectionKey key) {
        Parked parked = (Parked) key.attachment();
        unread.clear();
        int read;
        try {
            read = parked.channel.read(unread);
        } catch (IOException e) {
            read = -1;
        }
        if (read < 0) {
            parked.closedNanos = System.nanoTime();
            key.cancel();
        }
    }

    int size() {
        return crowd.size();
    }

    long openConnections() {
        return crowd.stream().filter(parked -> parked.closedNanos == 0).count();
    }

    /** From a moment to the last close; of use when all are closed. */
    Duration lastCloseAfter(long momentNanos) {
        long last = crowd.stream().mapToLong(parked -> parked.closedNanos).max().orElse(momentNanos);
        return Duration.ofNanos(last - momentNanos);
    }

    /** The shortest time that one of those closed had been idle. */
    Duration shortestIdle() {
        return Duration.ofNanos(crowd.stream()
                .filter(parked -> parked.closedNanos != 0)
                .mapToLong(parked -> parked.closedNanos - parked.idleSinceNanos)
                .min()
                .orElse(0));
    }

    @Override
    public void close() throws IOException {
        selector.close();
        for (Parked parked : crowd) {
            parked.channel.close();
        }
    }

    private static final class Parked {
        private final SocketChannel channel;
        private long idleSinceNanos;
        /** 0 while it is open. */
        private long closedNanos;

        Parked(SocketChannel channel) {
            this.channel = channel;
        }
    }
}
