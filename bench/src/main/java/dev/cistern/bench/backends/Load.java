package dev.cistern.bench.backends;

import dev.cistern.bench.http.Body;
import dev.cistern.bench.http.BodyCheck;
import dev.cistern.bench.http.HttpConnection;
import dev.cistern.bench.http.Request;
import dev.cistern.bench.http.Response;
import dev.cistern.bench.http.ResponseHead;
import dev.cistern.bench.speed.Count;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * Objects of one size, each of which is read or written once.
 *
 * @param objects how many
 * @param workers who take the next one each, over a connection of their own
 */
record Load(long seed, long lengthBytes, int objects, int workers) {
    private static final int PIECE_BYTES = 256 * 1024;

    String key(int number) {
        return lengthBytes + "/" + number;
    }

    Body body(int number) {
        return Body.of(seed, key(number), 1, lengthBytes);
    }

    /** Where they are. */
    record Place(InetSocketAddress server, UnaryOperator<String> target) {}

    private interface Work {
        void one(HttpConnection connection, String target, int number) throws IOException;
    }

    /** Reads all of them and drops the bytes. */
    Count read(Place place) throws IOException, InterruptedException {
        ThreadLocal<byte[]> pieces = ThreadLocal.withInitial(() -> new byte[PIECE_BYTES]);
        return all(place, (connection, target, number) -> {
            connection.send(Request.get(target));
            ResponseHead head = connection.receiveAndDrop(pieces.get());
            if (head.status() != 200 || !head.header("content-length").equals(Long.toString(lengthBytes))) {
                throw new IOException("GET " + target + " gave " + head.status());
            }
        });
    }

    /** Reads all of them and compares the bytes; how many are wrong. */
    int compare(Place place) throws IOException, InterruptedException {
        AtomicInteger wrong = new AtomicInteger();
        Count unused = all(place, (connection, target, number) -> {
            connection.send(Request.get(target));
            ResponseHead head = connection.receiveHead();
            BodyCheck check = new BodyCheck(body(number));
            byte[] piece = new byte[PIECE_BYTES];
            boolean right = head.status() == 200;
            while (!check.isWhole()) {
                int read = connection.readSome(piece, (int) Math.min(piece.length, lengthBytes - check.offset()));
                right &= check.accept(piece, read);
            }
            wrong.addAndGet(right ? 0 : 1);
        });
        return wrong.get();
    }

    /** Writes all of them, from memory. */
    Count write(Place place) throws IOException, InterruptedException {
        byte[][] bodies = new byte[objects][];
        for (int i = 0; i < objects; i++) {
            bodies[i] = body(i).bytes();
        }
        return all(place, (connection, target, number) -> {
            Response answer = connection.exchange(Request.put(target, bodies[number]));
            if (answer.status() != 200) {
                throw new IOException("PUT " + target + " gave " + answer.status() + ": " + answer.text());
            }
        });
    }

    private Count all(Place place, Work work) throws IOException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(workers);
        AtomicInteger next = new AtomicInteger();
        try {
            long begun = System.nanoTime();
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                running.add(threads.submit(() -> {
                    try (HttpConnection connection = HttpConnection.open(place.server)) {
                        for (int n = next.getAndIncrement(); n < objects; n = next.getAndIncrement()) {
                            work.one(connection, place.target.apply(key(n)), n);
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> each : running) {
                Object unused = each.get();
            }
            return Count.of(objects, System.nanoTime() - begun);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } finally {
            threads.shutdownNow();
        }
    }
}
