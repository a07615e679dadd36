package dev.cistern.bench.s3;

import dev.cistern.bench.http.HttpConnection;
import dev.cistern.bench.http.Request;
import dev.cistern.bench.http.ResponseHead;
import dev.cistern.bench.speed.Count;
import dev.cistern.bench.speed.Crew;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** Workers that send the same requests over and over, so that it is the server that works, and not who signs. */
final class PreparedLoad {
    private static final int PIECE_BYTES = 256 * 1024;

    private final InetSocketAddress node;
    private final List<List<Request>> ofWorker;

    /** @param ofWorker the requests of each worker, of which it sends one after the other */
    PreparedLoad(InetSocketAddress node, List<List<Request>> ofWorker) {
        this.node = node;
        this.ofWorker = ofWorker;
    }

    /** Fails when the answer to a request is not 200. */
    Count run(Duration time) throws IOException, InterruptedException {
        return Crew.work(ofWorker.size(), time, number -> {
            HttpConnection connection = HttpConnection.open(node);
            List<Request> requests = ofWorker.get(number);
            byte[] piece = new byte[PIECE_BYTES];
            return new Crew.Worker() {
                @Override
                public void step(long step) throws IOException {
                    Request request = requests.get((int) (step % requests.size()));
                    connection.send(request);
                    ResponseHead head = connection.receiveAndDrop(piece);
                    if (head.status() != 200) {
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
