package dev.cistern.bench.speed;

import dev.cistern.bench.http.HttpConnection;
import dev.cistern.bench.http.Request;
import dev.cistern.bench.http.ResponseHead;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Workers that send the same requests over and over, so that it is the server that works, and not who signs. */
public final class PreparedLoad {
    private static final int PIECE_BYTES = 256 * 1024;

    private final List<InetSocketAddress> nodes;
    private final List<List<Request>> ofWorker;
    private final Set<Integer> good;

    /**
     * Prepares it.
     *
     * @param nodes one or more, each worker's in turn
     * @param ofWorker the requests of each worker, of which it sends one after the other
     */
    public PreparedLoad(List<InetSocketAddress> nodes, List<List<Request>> ofWorker) {
        this(nodes, ofWorker, Set.of(200));
    }

    /** @param good statuses that an answer may have */
    PreparedLoad(List<InetSocketAddress> nodes, List<List<Request>> ofWorker, Set<Integer> good) {
        this.nodes = List.copyOf(nodes);
        this.ofWorker = ofWorker;
        this.good = good;
    }

    /** Fails when an answer has another status. */
    public Count run(Duration time) throws IOException, InterruptedException {
        return Crew.work(ofWorker.size(), time, number -> {
            HttpConnection connection = HttpConnection.open(nodes.get(number % nodes.size()));
            List<Request> requests = ofWorker.get(number);
            byte[] piece = new byte[PIECE_BYTES];
            return new Crew.Worker() {
                @Override
                public void step(long step) throws IOException {
                    Request request = requests.get((int) (step % requests.size()));
                    connection.send(request);
                    ResponseHead head = connection.receiveAndDrop(piece);
                    if (!good.contains(head.status())) {
                        throw new IOException(request.method() + " gave " + head.status());
                    }
                }

                @Override
                public void close() throws IOException {
                    connection.close();
                }
            };
        });
    }
}
