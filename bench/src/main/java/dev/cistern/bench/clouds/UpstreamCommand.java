package dev.cistern.bench.clouds;

import dev.cistern.bench.http.HttpConnection;
import dev.cistern.bench.http.Request;
import dev.cistern.bench.http.Response;
import dev.cistern.bench.node.NodeLaunch;
import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.trial.Table;
import dev.cistern.bench.trial.Trial;
import dev.cistern.bench.trial.TrialCommand;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lets a cloud fail in every way it can, while clients read and write through a node in front of it. */
@Command(
        name = "upstream",
        description = "A cloud that fails: nothing wrong is served or stored, and the node recovers by itself.")
public final class UpstreamCommand extends TrialCommand {
    private static final String BUCKET = "near";
    private static final int CLIENTS = 16;
    private static final int CHUNK_BYTES = 1 << 20;
    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration RECOVERY = Duration.ofSeconds(30);

    @Option(
            names = "--requests",
            paramLabel = "N",
            defaultValue = "300",
            description = "Requests for each fault. Default: 300")
    private int requests;

    @Option(names = "--only", paramLabel = "FAULT", description = "One fault: ${COMPLETION-CANDIDATES}. Default: all")
    private @Nullable CloudFault only;

    private final Table table =
            new Table("fault", "requests", "faults", "failed", "wrong", "wrong stored", "well after");

    @Override
    protected void run(Trial trial) throws Exception {
        CloudObjects objects = new CloudObjects(trial.seed());
        FaultyCloud cloud = trial.keep(new FaultyCloud(objects, trial.random("faults")));
        NodeLaunch launch = NodeLaunch.in(trial.newFolder("data"))
                .with(
                        "backed.chunk_size=" + CHUNK_BYTES,
                        "net.http.backend_deadline=6s",
                        "net.http.backend_recheck_time=100ms");
        NodeProcess node = trial.keep(NodeProcess.start(launch, trial.folder().resolve("node.log")));
        Duration unused = node.awaitReady(START);
        create(node.address(), cloud.url());
        int begin = 0;
        for (CloudFault fault : CloudFault.values()) {
            if (only == null || only == fault) {
                run(trial, new Round(fault, begin, objects), cloud, node.address());
                begin += requests;
            }
        }
        trial.skip("slow names", "a node asks its machine's resolver, which is not to be touched here");
        trial.show(table);
    }

    private static void create(InetSocketAddress node, String backend) throws IOException {
        String create = "{\"action\":\"create-bck\",\"value\":{\"backend\":\"" + backend + "\"}}";
        try (HttpConnection connection = HttpConnection.open(node)) {
            Response answer = connection.exchange(
                    Request.of("POST", "/v1/buckets/" + BUCKET).withJson(create));
            if (answer.status() != 200) {
                throw new IOException("the bucket was not made: " + answer.status() + " " + answer.text());
            }
        }
    }

    /** The requests under one fault: of objects that nobody has asked for before, and writes. */
    private static final class Round {
        final CloudFault fault;
        final int begin;
        final CloudObjects objects;
        final AtomicInteger next = new AtomicInteger();
        final AtomicInteger failed = new AtomicInteger();
        final AtomicInteger wrong = new AtomicInteger();
        final AtomicInteger unclear = new AtomicInteger();

        Round(CloudFault fault, int begin, CloudObjects objects) {
            this.fault = fault;
            this.begin = begin;
            this.objects = objects;
        }
    }

    private void run(Trial trial, Round round, FaultyCloud cloud, InetSocketAddress node)
            throws InterruptedException, IOException {
        int before = cloud.faults();
        cloud.become(round.fault);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            SplittableRandom random = trial.random(round.fault + "-" + i);
            Thread thread = new Thread(() -> requests(round, node, random), "client");
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        int faults = cloud.faults() - before;
        cloud.become(null);
        long wellMillis = recovered(round, node);
        int stored = wrongOnes(round, node);
        String name = round.fault.word();
        table.add(
                name,
                Integer.toString(requests),
                Integer.toString(faults),
                round.failed.toString(),
                round.wrong.toString(),
                Integer.toString(stored),
                wellMillis < 0 ? "never" : wellMillis + " ms");
        trial.check(name + ": faults were done", faults > 0, faults + " of them, " + round.failed + " requests failed");
        trial.check(name + ": no wrong byte is served", round.wrong.get() == 0, round.wrong + " answers");
        trial.check(name + ": no wrong byte is stored", stored == 0, stored + " objects");
        trial.check(name + ": failures say whose they are", round.unclear.get() == 0, round.unclear + " do not");
        trial.check(name + ": recovers by itself", wellMillis >= 0, wellMillis + " ms");
    }

    private void requests(Round round, InetSocketAddress node, SplittableRandom random) {
        for (int i = round.next.getAndIncrement(); i < requests; i = round.next.getAndIncrement()) {
            try (HttpConnection connection = HttpConnection.open(node)) {
                int number = round.begin + i;
                switch (random.nextInt(4)) {
                    case 0 -> put(round, connection, number);
                    case 1 -> get(round, connection, number, random.nextInt(1, 900));
                    default -> get(round, connection, number, 0);
                }
            } catch (IOException brokenOff) {
                round.failed.incrementAndGet();
            }
        }
    }

    /** @param from beginning of the range that is asked for, in thousandths of the object; 0 for all of it */
    private static void get(Round round, HttpConnection connection, int number, int from) throws IOException {
        String key = CloudObjects.key(number);
        byte[] expected = round.objects.computed(key);
        // Nobody gives a checksum of a part: only a connection's own, TLS, would find a bit that was turned in one.
        boolean asWhole = round.fault == CloudFault.WRONG_CHECKSUM && expected.length > CHUNK_BYTES;
        int first = asWhole ? 0 : (int) ((long) expected.length * from / 1_000);
        Request request = Request.get("/v1/objects/" + BUCKET + "/" + key);
        Response answer = connection.exchange(
                first == 0 ? request : request.withHeader("Range", "bytes=" + first + "-" + (expected.length - 1)));
        if (answer.status() / 100 != 2) {
            failed(round, answer);
        } else if (!Arrays.equals(answer.body(), Arrays.copyOfRange(expected, first, expected.length))) {
            round.wrong.incrementAndGet();
        }
    }

    private static void put(Round round, HttpConnection connection, int number) throws IOException {
        byte[] body = round.objects.computed(CloudObjects.key(number));
        String key = "w" + number;
        Response answer = connection.exchange(Request.put("/v1/objects/" + BUCKET + "/" + key, body));
        if (answer.status() != 200) {
            failed(round, answer);
        } else if (!Arrays.equals(round.objects.get(key).orElse(new byte[0]), body)) {
            round.wrong.incrementAndGet();
        }
    }

    private static void failed(Round round, Response answer) {
        round.failed.incrementAndGet();
        boolean clear = answer.status() >= 502
                && answer.status() <= 504
                && answer.text().contains("backend");
        if (!clear) {
            round.unclear.incrementAndGet();
        }
    }

    /** How long until an object that nobody has asked for is served; negative if it is not. */
    private long recovered(Round round, InetSocketAddress node) throws InterruptedException {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < RECOVERY.toNanos()) {
            Round probe = new Round(round.fault, round.begin, round.objects);
            try (HttpConnection connection = HttpConnection.open(node)) {
                get(probe, connection, 1_000_000_000 + round.begin, 0);
                if (probe.failed.get() + probe.wrong.get() == 0) {
                    return (System.nanoTime() - begun) / 1_000_000;
                }
            } catch (IOException notYet) {
                // Asked again.
            }
            Thread.sleep(20);
        }
        return -1;
    }

    /** Reads all again that was asked for, now that the cloud is well; how many have other bytes than they should. */
    private int wrongOnes(Round round, InetSocketAddress node) throws IOException {
        Round again = new Round(round.fault, round.begin, round.objects);
        try (HttpConnection connection = HttpConnection.open(node)) {
            for (int i = 0; i < requests; i++) {
                get(again, connection, round.begin + i, 0);
            }
        }
        return again.wrong.get() + again.failed.get();
    }
}
