package dev.cistern.bench.clouds;

import dev.cistern.bench.http.HttpConnection;
import dev.cistern.bench.http.ObjectClient;
import dev.cistern.bench.http.Request;
import dev.cistern.bench.http.Response;
import dev.cistern.bench.node.NodeLaunch;
import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.trial.Await;
import dev.cistern.bench.trial.Trial;
import dev.cistern.bench.trial.TrialCommand;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Kills a node whose write-back bucket has writes that its cloud does not have yet, again and again. */
@Command(
        name = "write-back",
        description = "kill -9 with writes queued for a cloud: all that was acknowledged must reach it, in order.")
public final class WriteBackCommand extends TrialCommand {
    private static final int WRITERS = 8;
    /** So that the queue fills by writes of other keys for the most part, and by overwrites too. */
    private static final int KEYS_PER_OBJECT = 3;

    private static final int SHOWN_MAX = 10;
    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration FILL = Duration.ofMinutes(2);
    private static final Duration DRAIN = Duration.ofMinutes(5);

    @Option(names = "--kills", paramLabel = "N", defaultValue = "10", description = "Kills. Default: 10")
    private int kills;

    @Option(
            names = "--objects",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Writes in the queue before the cloud opens. Default: 1000")
    private int objects;

    private final KeyWriter.Counts counts = new KeyWriter.Counts(new AtomicInteger(), new AtomicInteger());
    private final List<KeyWriter> writers = new ArrayList<>();
    private int mostWaiting;

    @Override
    protected void run(Trial trial) throws Exception {
        SplittableRandom random = trial.random("write-back");
        for (int i = 0; i < WRITERS; i++) {
            writers.add(new KeyWriter(i, objects * KEYS_PER_OBJECT / WRITERS + 1, random.split(), counts));
        }
        RecordingCloud cloud = trial.keep(new RecordingCloud());
        NodeLaunch launch = NodeLaunch.in(trial.newFolder("data"));
        NodeProcess node = start(trial, launch);
        createBucket(node, cloud.url());
        for (int kill = 1; kill <= kills; kill++) {
            node = round(trial, cloud, node, kill, random);
        }
        cloud.shut(false);
        NodeProcess last = node;
        boolean drained = Await.within(DRAIN, () -> isWaiting(last, waiting -> waiting == 0));
        trial.check("all that waits is brought in the end", drained, waiting(node) + " still wait");
        judge(trial, cloud, node);
    }

    private static NodeProcess start(Trial trial, NodeLaunch launch) throws IOException, InterruptedException {
        NodeProcess node = trial.keep(NodeProcess.start(launch, trial.folder().resolve("node.log")));
        Duration unused = node.awaitReady(START);
        return node;
    }

    private static void createBucket(NodeProcess node, String cloud) throws IOException {
        String create = "{\"action\":\"create-bck\",\"value\":{\"backend\":\"" + cloud + "\",\"writes\":\"back\"}}";
        try (HttpConnection connection = HttpConnection.open(node.address())) {
            Response answer = connection.exchange(
                    Request.of("POST", "/v1/buckets/" + KeyWriter.BUCKET).withJson(create));
            if (answer.status() != 200) {
                throw new IOException("the bucket was not made: " + answer.status() + " " + answer.text());
            }
        }
    }

    /** Fills the queue while the cloud is shut; then the kill falls among further writes, or among what is brought. */
    private NodeProcess round(Trial trial, RecordingCloud cloud, NodeProcess node, int kill, SplittableRandom random)
            throws Exception {
        cloud.shut(true);
        boolean[] wanted = {true};
        List<Thread> threads = new ArrayList<>();
        for (KeyWriter writer : writers) {
            Thread thread = new Thread(() -> writer.write(node.address(), () -> isWanted(wanted)), "writer");
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        boolean filled = Await.within(FILL, () -> isWaiting(node, waiting -> waiting >= objects));
        if (!filled) {
            trial.check("the queue fills", false, waiting(node) + " wait");
        }
        boolean amongWrites = random.nextBoolean();
        if (!amongWrites) {
            end(wanted);
            join(threads);
        }
        int waiting = waiting(node);
        mostWaiting = Math.max(mostWaiting, waiting);
        long before = cloud.writes();
        long moment = before + random.nextInt(Math.max(1, waiting));
        cloud.shut(false);
        if (!Await.within(FILL, () -> cloud.writes() >= moment)) {
            trial.check("what waits is brought", false, cloud.writes() - before + " of " + waiting + " were");
        }
        Thread.sleep(random.nextInt(20));
        end(wanted);
        node.kill();
        join(threads);
        NodeProcess next = start(trial, node.launch());
        trial.say(
                "kill %d/%d: %d waited, killed after %d were brought%s, %d wait now",
                kill,
                kills,
                waiting,
                cloud.writes() - before,
                amongWrites ? " among further writes" : "",
                waiting(next));
        return next;
    }

    private static boolean isWanted(boolean[] wanted) {
        synchronized (wanted) {
            return wanted[0];
        }
    }

    private static void end(boolean[] wanted) {
        synchronized (wanted) {
            wanted[0] = false;
        }
    }

    private static void join(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** Writes in the queue; fails where the node does not say. */
    private static int waiting(NodeProcess node) throws IOException {
        try (HttpConnection connection = HttpConnection.open(node.address())) {
            Response answer = connection.exchange(Request.get("/v1/backends"));
            if (answer.status() != 200) {
                throw new IOException("the node does not say what waits: " + answer.status() + " " + answer.text());
            }
            return new JsonArray(answer.text()).getJsonObject(0).getInteger("waiting");
        }
    }

    /** Whether so many wait; no where the node does not say. */
    private static boolean isWaiting(NodeProcess node, IntPredicate soMany) {
        try {
            return soMany.test(waiting(node));
        } catch (IOException e) {
            return false;
        }
    }

    private void judge(Trial trial, RecordingCloud cloud, NodeProcess node) throws IOException {
        List<KeyHistory> keys =
                writers.stream().flatMap(writer -> writer.keys().stream()).toList();
        List<String> lost = new ArrayList<>();
        List<String> disordered = new ArrayList<>();
        List<String> unlike = new ArrayList<>();
        int repeated = 0;
        try (ObjectClient client = new ObjectClient(node.address(), KeyWriter.BUCKET)) {
            for (KeyHistory key : keys) {
                Optional<byte[]> there = cloud.get(key.key());
                List<byte[]> taken = cloud.taken(key.key());
                add(lost, !key.mayBeLast(there), key);
                add(disordered, !key.isInOrder(taken), key);
                add(unlike, !alike(client.get(key.key()), there), key);
                repeated += KeyHistory.repeated(taken);
            }
        }
        trial.check(
                "the queue was as long as wanted",
                mostWaiting >= objects,
                mostWaiting + " waited, " + counts.acknowledged() + " acknowledged, " + counts.refused() + " refused");
        trial.check("no request is refused", counts.refused().get() == 0, counts.refused() + " were");
        trial.check(
                "the cloud has all that was acknowledged",
                lost.isEmpty(),
                lost.size() + " of " + keys.size() + " keys wrong " + first(lost) + ", " + cloud.objects()
                        + " objects there");
        trial.check(
                "it came in order, key by key",
                disordered.isEmpty(),
                disordered.size() + " keys out of order " + first(disordered) + ", " + cloud.writes() + " writes, "
                        + repeated + " of them again");
        trial.check("node and cloud are alike", unlike.isEmpty(), unlike.size() + " keys differ " + first(unlike));
    }

    private static void add(List<String> to, boolean wrong, KeyHistory key) {
        if (wrong) {
            to.add(key.key());
        }
    }

    private static boolean alike(Optional<byte[]> one, Optional<byte[]> other) {
        return one.isPresent() == other.isPresent() && (one.isEmpty() || Arrays.equals(one.get(), other.get()));
    }

    private static String first(List<String> keys) {
        return keys.stream().limit(SHOWN_MAX).toList().toString();
    }
}
