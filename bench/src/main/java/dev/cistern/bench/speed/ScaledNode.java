package dev.cistern.bench.speed;

import dev.cistern.bench.http.HttpConnection;
import dev.cistern.bench.http.ObjectClient;
import dev.cistern.bench.http.Request;
import dev.cistern.bench.http.Response;
import dev.cistern.bench.node.AdminClient;
import dev.cistern.bench.node.LiveHeap;
import dev.cistern.bench.node.NodeLaunch;
import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.node.ProcessFigures;
import dev.cistern.bench.trial.Trial;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** A node that holds so many small objects, and what is done to it. Confined to one thread. */
final class ScaledNode implements AutoCloseable {
    static final int PAGE_KEYS = 1_000;
    private static final String BUCKET = "scale";
    private static final Duration LONGEST_START = Duration.ofMinutes(10);
    private static final int CONNECTIONS = 32;
    private static final int DEPTH = 16;
    private static final int LISTS_AT_ONCE = 4;
    private static final long SAY_EVERY = 1_000_000;
    /** Enough for each block of records to be read a few times. */
    private static final long READ_A_SECOND = 500_000;

    private static final String CACHED = "cistern_engine_record_cache_bytes";
    private static final String CACHE_LIMIT = "cistern_engine_record_cache_limit_bytes";

    private final Trial trial;
    private final Path log;
    private final Path data;
    private final ScaleRequests requests;
    private final SplittableRandom chance;
    private NodeProcess node;
    private long objects;
    private Duration besideTheWork = Duration.ZERO;

    private ScaledNode(Trial trial, NodeProcess node, Path log, ScaleRequests requests) {
        this.trial = trial;
        this.node = node;
        this.log = log;
        this.data = node.launch().data();
        this.requests = requests;
        this.chance = trial.random(data.toString());
    }

    /**
     * Starts one whose bucket has the durability {@code os}, whatever the node says of others.
     *
     * @param bodyBytes of each object
     */
    static ScaledNode start(Trial trial, String name, int bodyBytes, String... jvmOptions)
            throws IOException, InterruptedException {
        NodeLaunch launch = NodeLaunch.in(trial.newFolder(name)).withJvm(jvmOptions);
        Path log = trial.folder().resolve(name + ".log");
        NodeProcess process = NodeProcess.start(launch, log);
        ScaleRequests requests = new ScaleRequests(BUCKET, launch.port(), trial.seed(), bodyBytes, PAGE_KEYS);
        ScaledNode node = trial.keep(new ScaledNode(trial, process, log, requests));
        trial.say("%s: ready in %d ms", name, process.awaitReady(LONGEST_START).toMillis());
        makeBucket(process, BUCKET);
        return node;
    }

    /** Makes a bucket with the durability {@code os}. */
    static void makeBucket(NodeProcess node, String bucket) throws IOException {
        try (HttpConnection connection = HttpConnection.open(node.address())) {
            Response answer = connection.exchange(Request.of("POST", "/v1/buckets/" + bucket)
                    .withJson("{\"action\":\"create-bck\",\"value\":{\"durability\":\"os\"}}"));
            if (answer.status() != 200) {
                throw new IOException("making a bucket gave " + answer.status() + ": " + answer.text());
            }
        }
    }

    long objects() {
        return objects;
    }

    long pid() {
        return node.pid();
    }

    Path data() {
        return data;
    }

    /** Over connections of their own, since the node closes those that were idle for long. */
    private Count run(Supplier<PipelinedLoad.Source> requests) throws IOException {
        return run(CONNECTIONS, DEPTH, requests);
    }

    private Count run(int connections, int depth, Supplier<PipelinedLoad.Source> requests) throws IOException {
        try (PipelinedLoad load = new PipelinedLoad(node.address(), connections, depth)) {
            return load.run(requests.get());
        }
    }

    /** Puts so many objects that there are this many, and says at which rate the last half of them came. */
    Count fill(long upTo) throws IOException {
        Count last = new Count(0, 0);
        long half = objects + (upTo - objects) / 2;
        while (objects < upTo) {
            long end = objects < half ? half : upTo;
            long start = System.nanoTime();
            long first = objects;
            while (objects < end) {
                long some = Math.min(end - objects, SAY_EVERY);
                Count unused = run(() -> PipelinedLoad.counted(objects, some, requests::put));
                objects += some;
                trial.say("%s: %d objects", data.getFileName(), objects);
            }
            last = Count.of(objects - first, System.nanoTime() - start);
        }
        return last;
    }

    /** Overwrites, reads and lists for so long each, so that what follows is not the first of its kind. */
    void warmUp(Duration each) throws IOException {
        Count puts = run(() -> PipelinedLoad.timed(each, (number, into) -> requests.put(number % objects, into)));
        Count gets = gets(each, objects);
        Count pages = lists(each);
        trial.say(
                "%s: warmed up with %d PUTs, %d GETs, %d pages",
                data.getFileName(), puts.operations(), gets.operations(), pages.operations());
    }

    /** GETs at random, of so many of the objects. */
    Count gets(Duration time, long among) throws IOException {
        return run(() -> PipelinedLoad.timed(time, (number, into) -> requests.get(chance.nextLong(among), into)));
    }

    /** Reads at random for so long, and longer the more objects there are: tables that were written anew are in no cache. */
    void fillCaches(Duration least) throws IOException {
        Count unused = gets(least.plusSeconds(objects / READ_A_SECOND), objects);
    }

    AdminClient admin() {
        return new AdminClient(node.address());
    }

    /** Pages at random, each of a thousand keys. */
    Count lists(Duration time) throws IOException {
        return run(LISTS_AT_ONCE, 1, () -> PipelinedLoad.timed(time, (number, into) -> requests.list(place(), into)));
    }

    /** A place among the keys behind which there is, but for chance, more than a page. */
    private long place() {
        double share = chance.nextDouble() * Math.max(0, 1 - 1.3 * PAGE_KEYS / objects);
        return (long) (share * (1L << 62)) << 2;
    }

    /** PUTs of so many new objects, which are removed again; that is not counted. */
    Count puts(long count) throws IOException {
        Count put = run(() -> PipelinedLoad.counted(objects, count, requests::put));
        Duration before = ProcessFigures.cpu(node.pid());
        Count unused = run(() -> PipelinedLoad.counted(objects, count, requests::delete));
        besideTheWork = besideTheWork.plus(ProcessFigures.cpu(node.pid()).minus(before));
        return put;
    }

    /** Processor time for what is counted. */
    Duration cpu() throws IOException {
        return ProcessFigures.cpu(node.pid()).minus(besideTheWork);
    }

    /** Rids it of what was overwritten or deleted, and waits until it does nothing any more by itself. */
    void rest() throws IOException, InterruptedException {
        RestedRecords.of(node);
        Idle.await(node.pid());
    }

    /** Looks at objects and pages whether they are what they ought to be; what is wrong, or nothing. */
    Optional<String> compare(int howMany) throws IOException {
        try (ObjectClient client = new ObjectClient(node.address(), BUCKET)) {
            for (int i = 0; i < howMany; i++) {
                long number = chance.nextLong(objects);
                Optional<String> wrong = client.compare(ScaleRequests.key(number), requests.body(number));
                if (wrong.isPresent()) {
                    return wrong;
                }
                String page = "/v1/buckets/" + BUCKET + "?limit=" + PAGE_KEYS + "&start_after="
                        + String.format(Locale.ROOT, "%016x", place());
                int keys = new JsonObject(client.exchange(Request.get(page)).text())
                        .getJsonArray("entries")
                        .size();
                if (keys != PAGE_KEYS) {
                    return Optional.of("a page has " + keys + " keys");
                }
            }
        }
        return Optional.empty();
    }

    /** Kills it and starts it again; the time from the start until it is ready. */
    Duration restart() throws IOException, InterruptedException {
        NodeLaunch launch = node.launch();
        node.kill();
        besideTheWork = Duration.ZERO;
        node = NodeProcess.start(launch, log);
        return node.awaitReady(LONGEST_START);
    }

    /** Bytes of memory, now and after what is dead on the heap has gone. */
    Memory memory() throws IOException, InterruptedException {
        long resident = ProcessFigures.of(node.pid()).resident();
        long heap = LiveHeap.of(node.pid()).bytes();
        Map<String, Double> metrics = admin().metrics();
        return new Memory(resident, heap, metric(metrics, CACHED), metric(metrics, CACHE_LIMIT));
    }

    private static long metric(Map<String, Double> metrics, String name) throws IOException {
        Double value = metrics.get(name);
        if (value == null) {
            throw new IOException("the node has no metric " + name);
        }
        return value.longValue();
    }

    /**
     * What it takes.
     *
     * @param resident in memory
     * @param heap what is alive on the heap
     * @param cached of the resident, that the cache of records takes
     * @param cacheLimit that it may take
     */
    record Memory(long resident, long heap, long cached, long cacheLimit) {
        long withoutCache() {
            return resident - cached;
        }

        @Override
        public String toString() {
            return (resident >> 20) + " MiB resident, " + (cached >> 20) + " MiB of them cached records, "
                    + (heap >> 20) + " MiB of the heap alive";
        }
    }

    @Override
    public void close() {
        node.close();
    }
}
