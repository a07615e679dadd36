package dev.cistern.node.engine;

import dev.cistern.cluster.Fellow;
import dev.cistern.cluster.Fellowship;
import dev.cistern.cluster.peer.PeerClient;
import dev.cistern.cluster.peer.PeerGate;
import dev.cistern.cluster.peer.PeerKeyring;
import dev.cistern.conf.ClusterSecrets;
import dev.cistern.conf.InvalidValueException;
import dev.cistern.conf.PoolSettings;
import dev.cistern.net.client.ClientOptions;
import dev.cistern.net.client.ClientSettings;
import dev.cistern.net.client.PooledHttpClient;
import dev.cistern.node.admin.PeersEndpoint;
import dev.cistern.node.copies.BlobsEndpoint;
import dev.cistern.node.copies.ClusterCopies;
import dev.cistern.node.copies.Repair;
import dev.cistern.node.http.AccessLog;
import dev.cistern.node.http.HttpFront;
import dev.cistern.node.http.RequestFigures;
import dev.cistern.node.http.RequestIds;
import dev.cistern.node.http.RequestTimes;
import dev.cistern.node.http.Router;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A store that shares its blobs with others over real sockets. Who they are is told to it; each has records of its own alone, so
 * what one stores the others hold as blobs that nobody of them names.
 */
public final class CopyingNode implements AutoCloseable {
    private static final String CLUSTER = "0f8fad5b-d9cb-469f-a165-70867728950e";
    private static final AccessLog NO_LOG = new AccessLog() {
        @Override
        public boolean isOn() {
            return false;
        }

        @Override
        public void write(String line) {
            // Nobody reads it.
        }
    };

    public final int number;
    public final StoreUnderTest store;
    /** What this node knows of the others. */
    public final AtomicReference<Fellowship> fellowship = new AtomicReference<>(Fellowship.NONE);

    final ClusterCopies copies;
    final Repair repair;
    private final List<Repair> repairs = new ArrayList<>();
    private final Path folder;
    private final HttpServer server;
    private final PooledHttpClient client;
    private final PeerClient peers;

    /** @param secretFile null where the nodes share no secret */
    public CopyingNode(int number, Path folder, @Nullable Path secretFile) throws IOException {
        this.number = number;
        this.folder = Files.createDirectories(folder);
        this.store = StoreUnderTest.inFiles(folder);
        store.makeBucket();
        PeerKeyring secret = secretFile == null ? null : keyring(secretFile);
        this.client = new PooledHttpClient(
                store.vertx, ClientOptions.defaults(), ClientSettings.http1(pool()), System::nanoTime, new Random(1));
        this.peers = new PeerClient(client, secret, "n" + number);
        this.copies = copies(fellowship::get);
        LocalEngine engine = store.engine();
        engine.blobs().share(copies);
        this.repair = new Repair(
                store.vertx,
                copies,
                new Repair.Stores(engine.blobs().local(), engine.blobs().placed()),
                new Repair.Rate(() -> Long.MAX_VALUE, new RequestTimes(), System::nanoTime),
                Repair.Times.STANDARD);
        PeersEndpoint endpoint = new PeersEndpoint(
                (path, question) -> Future.failedFuture("only blobs here"),
                new BlobsEndpoint(copies, engine.blobs().local(), repair),
                new PeerGate(secret));
        HttpFront front = new HttpFront(
                store.vertx,
                new Router(
                        endpoint::serve,
                        endpoint::serve,
                        endpoint::serve,
                        new Router.Marks(target -> false, exchange -> false)),
                NO_LOG,
                new RequestFigures(),
                new RequestIds(number));
        this.server = StoreUnderTest.await(
                store.vertx.createHttpServer().requestHandler(front).listen(0, "127.0.0.1"));
    }

    private static PeerKeyring keyring(Path file) throws IOException {
        try {
            return new PeerKeyring(ClusterSecrets.parse(Files.readString(file)));
        } catch (InvalidValueException e) {
            throw new IOException(e);
        }
    }

    private static PoolSettings pool() {
        return new PoolSettings(
                Duration.ofSeconds(6),
                100,
                32,
                256,
                1_024,
                Duration.ofSeconds(10),
                16,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofDays(30),
                0,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                15 * 1024);
    }

    /** The copies as a node sees them that hears of its members from elsewhere; the records stay those of a member. */
    public ClusterCopies copies(Supplier<Fellowship> members) {
        return new ClusterCopies(() -> !Objects.requireNonNull(fellowship.get()).isNone(), members, peers);
    }

    /** These belong together from now on. */
    public static void join(List<CopyingNode> nodes) {
        List<Fellow> members = nodes.stream()
                .map(node -> new Fellow(
                        node.number,
                        "n" + node.number,
                        "http://127.0.0.1:" + node.server.actualPort(),
                        "",
                        100,
                        true,
                        true))
                .toList();
        nodes.forEach(node -> node.fellowship.set(new Fellowship(CLUSTER, node.number, members)));
    }

    /** Looks after its copies from now on. */
    void repair(Duration quarantine) {
        LocalEngine engine = store.engine();
        Repair another = new Repair(
                store.vertx,
                copies,
                new Repair.Stores(engine.blobs().local(), engine.blobs().placed()),
                new Repair.Rate(() -> Long.MAX_VALUE, new RequestTimes(), System::nanoTime),
                new Repair.Times(Duration.ofMillis(5), Duration.ofHours(1), Duration.ofMillis(50), quarantine));
        repairs.add(another);
        another.start();
    }

    /** Does this while all who would read its disk are refused, since the queue of the readers is full. */
    public void whileReadersAreBusy(Runnable task) {
        whileReadersAreBusy(store, task);
    }

    static void whileReadersAreBusy(StoreUnderTest store, Runnable task) {
        whileBusy(store.engine().blobs().local()::reading, task);
    }

    /** The same of those who would write. */
    public void whileWritersAreBusy(Runnable task) {
        whileBusy(store.engine().blobs().local()::writing, task);
    }

    /**
     * Threads that were idle take tasks out of the queue a little later, so that it is full for good only once each of them has one
     * that does not end.
     */
    private static void whileBusy(Work work, Runnable task) {
        CountDownLatch held = new CountDownLatch(StoreUnderTest.THREADS);
        CountDownLatch free = new CountDownLatch(1);
        Callable<Boolean> wait = () -> {
            held.countDown();
            free.await();
            return true;
        };
        Future<Boolean> last = fill(work, wait, Future.succeededFuture());
        try {
            await(held);
            last = fill(work, wait, last);
            task.run();
        } finally {
            free.countDown();
        }
        StoreUnderTest.await(last);
    }

    /** Queues until it is refused; gives the last that was not. */
    private static Future<Boolean> fill(Work work, Callable<Boolean> wait, Future<Boolean> before) {
        Future<Boolean> last = before;
        Future<Boolean> next = before;
        while (!next.failed()) {
            last = next;
            next = work.queue(0, wait);
        }
        return last;
    }

    private static void await(CountDownLatch held) {
        try {
            if (!held.await(60, TimeUnit.SECONDS)) {
                throw new AssertionError(held.getCount() + " threads have not begun");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private interface Work {
        Future<Boolean> queue(long id, Callable<Boolean> work);
    }

    /** Its socket is closed; whoever asks is refused. */
    public void vanish() {
        StoreUnderTest.await(server.close());
    }

    /** The files of blobs, whole or not. */
    public List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder.resolve("blobs"))) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    public Path onlyFile() throws IOException {
        List<Path> files = files();
        if (files.size() != 1) {
            throw new AssertionError("node " + number + " has " + files);
        }
        return files.get(0);
    }

    /** Changes one byte of the only blob. */
    void damage(int position) throws IOException {
        Path file = onlyFile();
        byte[] bytes = Files.readAllBytes(file);
        bytes[position] ^= 1;
        Files.write(file, bytes, StandardOpenOption.TRUNCATE_EXISTING);
    }

    Optional<byte[]> bytesOfOnlyFile() throws IOException {
        List<Path> whole = files().stream()
                .filter(file -> !file.toString().endsWith(".copy"))
                .toList();
        return whole.isEmpty() ? Optional.empty() : Optional.of(Files.readAllBytes(whole.get(0)));
    }

    @Override
    public void close() {
        repairs.forEach(Repair::stop);
        StoreUnderTest.await(client.close());
        store.close();
    }
}
