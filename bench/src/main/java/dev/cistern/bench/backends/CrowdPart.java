package dev.cistern.bench.backends;

import dev.cistern.bench.http.Body;
import dev.cistern.bench.node.ProcessFigures;
import dev.cistern.bench.speed.Count;
import dev.cistern.bench.trial.Table;
import dev.cistern.bench.trial.Trial;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Many clients on one cold object, the first of whom is killed half-way; against as many on the upstream itself. */
final class CrowdPart {
    /** As {@code backed.chunk_size} is unless set. */
    private static final long CHUNK_BYTES = 8 << 20;

    private static final int MB = 1_000_000;
    /** In which a node must get by with what it holds of an object that is larger. */
    private static final String HEAP = "-Xmx512m";

    private static final long MEMORY_MAX = 1L << 30;
    private static final long DIRECT_BYTES = 256 * 1024;
    private static final long SAMPLE_MILLIS = 50;
    private static final double GOAL = 2;

    private final Trial trial;
    private final S3Upstream upstream;
    private final int clients;
    private final long lengthBytes;
    private final Table table = new Table("", "first byte, median ms", "90 %", "last", "MiB/s, all together");

    CrowdPart(Trial trial, S3Upstream upstream, int clients, long lengthBytes) {
        this.trial = trial;
        this.upstream = upstream;
        this.clients = clients;
        this.lengthBytes = lengthBytes;
    }

    void run() throws Exception {
        Load load = new Load(trial.seed(), lengthBytes, 1, 1);
        Body body = load.body(0);
        try (Link link = new Link(upstream.address(), Link.UNLIMITED)) {
            LargeObject.store(link.address(), S3Upstream.target(load.key(0)), body);
            Crowd direct = new Crowd(link.address(), S3Upstream.target(load.key(0)), body, clients);
            direct.read(DIRECT_BYTES, lengthBytes);
            add("directly", direct, 0);
            Front front = Front.start(trial, "crowded", HEAP);
            // So that what is compiled is compiled, as it is upstream.
            String warmUp = front.coldBucket(S3Upstream.backend(link.address()));
            Crowd few = new Crowd(front.address(), Front.target(warmUp, load.key(0)), body, 4);
            few.read(lengthBytes, lengthBytes);
            front.destroy(warmUp);
            crowd(front, link, load, direct);
        }
        trial.show(table);
    }

    private void crowd(Front front, Link link, Load load, Crowd direct) throws IOException, InterruptedException {
        String bucket = front.coldBucket(S3Upstream.backend(link.address()));
        Crowd crowd = new Crowd(front.address(), Front.target(bucket, load.key(0)), load.body(0), clients);
        long before = link.reads();
        long bytesBefore = link.bytesDown();
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong mostAnonymous = new AtomicLong();
        Thread sampler = new Thread(() -> sample(front, over, mostAnonymous), "sampler");
        sampler.start();
        long begun = System.nanoTime();
        crowd.read(Long.MAX_VALUE, lengthBytes / 2);
        double seconds = (System.nanoTime() - begun) / 1e9;
        over.set(true);
        sampler.join();
        long reads = link.reads() - before;
        add("through the node, cold", crowd, crowd.bytes() / seconds / (1 << 20));
        crowd.failures().stream().limit(5).forEach(failure -> trial.say("%s", failure));
        trial.check(
                "all finish with the right bytes when the first is killed half-way",
                crowd.whole() == clients - 1 && crowd.left() == 1 && crowd.wrong() == 0,
                crowd.whole() + " of " + clients + " read " + Speed.size(lengthBytes) + ", " + crowd.left() + " left, "
                        + crowd.wrong() + " wrong pieces, " + String.format(Locale.ROOT, "%.0f s", seconds));
        trial.check(
                "it is read upstream once, or each chunk once",
                reads <= 1 + lengthBytes / CHUNK_BYTES && link.bytesDown() - bytesBefore <= lengthBytes + CHUNK_BYTES,
                reads + " reads upstream, " + (link.bytesDown() - bytesBefore) / MB + " MB");
        double ratio = crowd.firstByteMillis(1000) / direct.firstByteMillis(1000);
        trial.check(
                "the last first byte comes within 2 × of a direct crowd's",
                ratio <= GOAL,
                String.format(
                        Locale.ROOT,
                        "%.0f ms, directly %.0f ms: %.2f",
                        crowd.firstByteMillis(1000),
                        direct.firstByteMillis(1000),
                        ratio));
        trial.check(
                "the node's memory is bounded",
                mostAnonymous.get() <= MEMORY_MAX && front.node().isAlive(),
                "with " + HEAP + ": " + ProcessFigures.of(front.node().pid()) + "; anonymous at most "
                        + mostAnonymous.get() / MB + " MB while they read");
        long warm = link.reads();
        Load one = new Load(load.seed(), load.lengthBytes(), 1, 1);
        Count unused = one.read(new Load.Place(front.address(), key -> Front.target(bucket, key)));
        trial.check("warm, nobody is asked", link.reads() == warm, link.reads() - warm + " reads upstream");
    }

    private static void sample(Front front, AtomicBoolean over, AtomicLong most) {
        try {
            while (!over.get()) {
                long now = ProcessFigures.of(front.node().pid()).anonymous();
                most.accumulateAndGet(now, Math::max);
                Thread.sleep(SAMPLE_MILLIS);
            }
        } catch (IOException | InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void add(String who, Crowd crowd, double mibPerSecond) {
        table.add(
                who,
                String.format(Locale.ROOT, "%.0f", crowd.firstByteMillis(500)),
                String.format(Locale.ROOT, "%.0f", crowd.firstByteMillis(900)),
                String.format(Locale.ROOT, "%.0f", crowd.firstByteMillis(1000)),
                mibPerSecond == 0 ? "–" : String.format(Locale.ROOT, "%.0f", mibPerSecond));
    }
}
