package dev.cistern.bench.speed;

import dev.cistern.bench.http.Body;
import dev.cistern.bench.http.ObjectClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Writers that put objects of one size as fast as the node takes them, each on a connection of its own. */
final class PutLoad {
    /** Keys in use at once: more are overwritten, so that a long run does not fill the disk. */
    private static final long KEYS_PER_WRITER = 64;

    private final InetSocketAddress node;
    private final String bucket;
    private final long lengthBytes;
    private final AtomicLong run = new AtomicLong();

    PutLoad(InetSocketAddress node, String bucket, long lengthBytes) {
        this.node = node;
        this.bucket = bucket;
        this.lengthBytes = lengthBytes;
    }

    /** So many writers for so long; fails when a PUT did. */
    Count run(int writers, Duration time) throws IOException, InterruptedException {
        String prefix = "put-" + lengthBytes + "/" + run.incrementAndGet() % 2 + "/";
        return Crew.work(writers, time, writer -> {
            ObjectClient client = new ObjectClient(node, bucket);
            Body body = Body.of(lengthBytes, bucket, writer, lengthBytes);
            return new Crew.Worker() {
                @Override
                public void step(long number) throws IOException {
                    int status = client.put(prefix + writer + "/" + number % KEYS_PER_WRITER, body);
                    if (status != 200) {
                        throw new IOException("PUT gave " + status);
                    }
                }

                @Override
                public void close() throws IOException {
                    client.close();
                }
            };
        });
    }
}
