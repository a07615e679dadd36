package dev.cistern.bench.speed;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One thread that keeps several connections busy, with several requests on their way over each, so that it takes little of the
 * processors that it shares with the node. Confined to that thread.
 */
final class PipelinedLoad implements Closeable {
    private static final int BATCH_BYTES = 64 * 1024;

    private final List<Lane> lanes = new ArrayList<>();
    private final byte[] bytes = new byte[BATCH_BYTES];
    private final ByteBuffer batch = ByteBuffer.wrap(bytes);
    private final int depth;

    /** Where requests come from. */
    interface Source {
        /** Adds the next request; false, and nothing added, where there is none. */
        boolean next(ByteBuffer into);
    }

    /** Adds the request of a number. */
    interface Numbered {
        void write(long number, ByteBuffer into);
    }

    private static final class Lane {
        private final PipelinedConnection connection;
        private int waiting;

        Lane(PipelinedConnection connection) {
            this.connection = connection;
        }
    }

    /** @param depth requests on their way over each connection; all of them together have at most 64 KiB */
    PipelinedLoad(InetSocketAddress node, int connections, int depth) throws IOException {
        this.depth = depth;
        try {
            for (int i = 0; i < connections; i++) {
                lanes.add(new Lane(PipelinedConnection.open(node)));
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** The requests of so many numbers, from one on. */
    static Source counted(long from, long count, Numbered requests) {
        return new Source() {
            private long next = from;

            @Override
            public boolean next(ByteBuffer into) {
                if (next == from + count) {
                    return false;
                }
                requests.write(next++, into);
                return true;
            }
        };
    }

    /** Requests for so long. */
    static Source timed(Duration time, Numbered requests) {
        long end = System.nanoTime() + time.toNanos();
        return new Source() {
            private long next;

            @Override
            public boolean next(ByteBuffer into) {
                if (System.nanoTime() - end >= 0) {
                    return false;
                }
                requests.write(next++, into);
                return true;
            }
        };
    }

    /** Until no request comes any more, and all are answered; fails when one was not answered well. */
    Count run(Source source) throws IOException {
        long start = System.nanoTime();
        long answered = 0;
        int busy = 0;
        for (Lane lane : lanes) {
            busy += fill(lane, source);
        }
        while (busy > 0) {
            busy = 0;
            for (Lane lane : lanes) {
                for (; lane.waiting > 0; lane.waiting--) {
                    lane.connection.receive();
                    answered++;
                }
                busy += fill(lane, source);
            }
        }
        return Count.of(answered, System.nanoTime() - start);
    }

    private int fill(Lane lane, Source source) throws IOException {
        batch.clear();
        while (lane.waiting < depth && source.next(batch)) {
            lane.waiting++;
        }
        lane.connection.send(bytes, batch.position());
        return lane.waiting;
    }

    @Override
    public void close() throws IOException {
        for (Lane lane : lanes) {
            lane.connection.close();
        }
    }
}
