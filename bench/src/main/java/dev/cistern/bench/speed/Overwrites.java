package dev.cistern.bench.speed;

import dev.cistern.bench.http.Body;
import dev.cistern.bench.http.ObjectClient;
import dev.cistern.bench.node.AdminClient;
import dev.cistern.bench.node.NodeLaunch;
import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.speed.LatencyWindows.Latencies;
import dev.cistern.bench.trial.Trial;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Objects of one size that are overwritten at random, at a pace: what they take on the disk, and what compaction costs who writes. */
final class Overwrites {
    private static final String BUCKET = "overwritten";
    private static final Duration LONGEST_START = Duration.ofMinutes(5);
    private static final long LOOK_NANOS = 500_000_000;
    private static final int WRITERS = 8;

    private final Trial trial;
    private final Terms terms;
    private final NodeProcess node;
    private final ProcessThreads threads;
    private final AtomicLong version = new AtomicLong();

    /**
     * What is done.
     *
     * @param what they are called
     * @param perSecond PUTs, whether the node keeps up with them or not
     */
    record Terms(String what, int bodyBytes, int objects, int perSecond, Duration time) {
        long liveBytes() {
            return (long) bodyBytes * objects;
        }

        boolean inSegments() {
            return bodyBytes > 16 * 1024;
        }
    }

    /**
     * What came of it.
     *
     * @param atRest bytes on the disk of all objects, once nothing dead was left
     * @param most bytes on the disk at any time while they were overwritten
     * @param written PUTs meanwhile
     * @param with compaction running, and {@code without}
     */
    record Outcome(Terms terms, long atRest, long most, long written, Latencies with, Latencies without) {
        double overObjects() {
            return (double) most / terms.liveBytes();
        }

        double overRest() {
            return (double) most / atRest;
        }
    }

    private Overwrites(Trial trial, Terms terms, NodeProcess node) {
        this.trial = trial;
        this.terms = terms;
        this.node = node;
        this.threads = new ProcessThreads(Path.of("/proc"), node.pid());
    }

    /** Does it on a node of its own. */
    static Outcome run(Trial trial, Terms terms) throws IOException, InterruptedException {
        String name = "overwrites-" + terms.bodyBytes;
        NodeLaunch launch = NodeLaunch.in(trial.newFolder(name)).withJvm(Sizes.JVM.toArray(String[]::new));
        try (NodeProcess node =
                trial.keep(NodeProcess.start(launch, trial.folder().resolve(name + ".log")))) {
            trial.say("%s: ready in %d ms", name, node.awaitReady(LONGEST_START).toMillis());
            ScaledNode.makeBucket(node, BUCKET);
            return new Overwrites(trial, terms, node).run();
        }
    }

    private Outcome run() throws IOException, InterruptedException {
        fill();
        // Everything once more, for the sake of the JVM; then what is dead goes.
        fill();
        compact();
        long atRest = DiskUse.bytes(node.launch().data());
        trial.say(
                "%s: %d MB at rest for %d MB of objects",
                terms.what, atRest / 1_000_000, terms.liveBytes() / 1_000_000);
        Phase quiet = null;
        if (terms.inSegments()) {
            AdminClient admin = new AdminClient(node.address());
            admin.set("store.compact_below_percent", "0");
            quiet = new Phase(terms.time.dividedBy(3));
            admin.unset("store.compact_below_percent");
            compact();
        }
        Phase steady = new Phase(terms.time);
        Latencies without = steady.windows.latencies(false);
        if (quiet != null) {
            without = quiet.windows.latencies(false);
        }
        return new Outcome(terms, atRest, steady.most, steady.written.get(), steady.windows.latencies(true), without);
    }

    /** Has the records compacted, and waits until segments are. */
    private void compact() throws IOException, InterruptedException {
        RestedRecords.of(node);
        int still = 0;
        for (double last = activity(); still < 4; ) {
            Thread.sleep(LOOK_NANOS / 1_000_000);
            double now = activity();
            still = now == last ? still + 1 : 0;
            last = now;
        }
    }

    private void fill() throws IOException, InterruptedException {
        AtomicLong next = new AtomicLong();
        Thread[] writers = new Thread[WRITERS];
        AtomicLong done = new AtomicLong();
        for (int i = 0; i < WRITERS; i++) {
            writers[i] = new Thread(
                    () -> {
                        try (ObjectClient client = new ObjectClient(node.address(), BUCKET)) {
                            for (long n = next.getAndIncrement(); n < terms.objects; n = next.getAndIncrement()) {
                                put(client, n);
                                done.incrementAndGet();
                            }
                        } catch (IOException e) {
                            trial.say("filling: %s", e);
                        }
                    },
                    "fill-" + i);
            writers[i].start();
        }
        for (Thread writer : writers) {
            writer.join();
        }
        if (done.get() != terms.objects) {
            throw new IOException("only " + done.get() + " of " + terms.objects + " objects were put");
        }
    }

    private void put(ObjectClient client, long number) throws IOException {
        String key = ScaleRequests.key(number);
        int status = client.put(key, Body.of(trial.seed(), key, version.incrementAndGet(), terms.bodyBytes));
        if (status != 200) {
            throw new IOException("PUT gave " + status);
        }
    }

    /** Grows while compaction runs, and only then. */
    private double activity() throws IOException {
        return terms.inSegments()
                ? new AdminClient(node.address())
                        .metrics().entrySet().stream()
                                .filter(sample ->
                                        sample.getKey().startsWith("cistern_engine_segment_moved_bytes_total"))
                                .mapToDouble(sample -> sample.getValue())
                                .sum()
                : threads.runNanos("rocksdb:low");
    }

    /** Writers at a pace for a while, and what was seen meanwhile. */
    private final class Phase {
        private final long start = System.nanoTime();
        private final LatencyWindows windows = new LatencyWindows(start, LOOK_NANOS);
        private final AtomicLong written = new AtomicLong();
        private final AtomicLong failed = new AtomicLong();
        private long most;

        Phase(Duration time) throws IOException, InterruptedException {
            Thread[] writers = new Thread[WRITERS];
            for (int i = 0; i < WRITERS; i++) {
                int number = i;
                writers[i] = new Thread(() -> write(number, start + time.toNanos()), "overwrite-" + i);
                writers[i].start();
            }
            watch(start + time.toNanos());
            for (Thread writer : writers) {
                writer.join();
            }
            if (failed.get() > 0) {
                throw new IOException(failed.get() + " writers failed");
            }
            trial.say(
                    "%s: %d PUTs; with compaction %s, without %s; at most %d MB",
                    terms.what, written.get(), windows.latencies(true), windows.latencies(false), most / 1_000_000);
        }

        private void watch(long end) throws IOException, InterruptedException {
            double before = activity();
            long since = System.nanoTime();
            while (System.nanoTime() < end) {
                Thread.sleep(LOOK_NANOS / 1_000_000);
                double now = activity();
                long at = System.nanoTime();
                if (now != before) {
                    windows.ran(since, at);
                }
                before = now;
                since = at;
                most = Math.max(most, DiskUse.bytes(node.launch().data()));
            }
        }

        /** Each at its time; what a late one waited for those before it counts. */
        private void write(int number, long end) {
            SplittableRandom chance = trial.random("overwrite " + number);
            long each = 1_000_000_000L * WRITERS / terms.perSecond;
            try (ObjectClient client = new ObjectClient(node.address(), BUCKET)) {
                for (long due = start + each * number / WRITERS; due < end; due += each) {
                    for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
                        LockSupport.parkNanos(early);
                    }
                    put(client, chance.nextLong(terms.objects));
                    long now = System.nanoTime();
                    windows.add(now, now - due);
                    written.incrementAndGet();
                }
            } catch (IOException e) {
                trial.say("overwriting: %s", e);
                failed.incrementAndGet();
            }
        }
    }

    /** One row of a table with {@link #headings}. */
    static String[] row(Outcome outcome) {
        Terms terms = outcome.terms;
        return new String[] {
            terms.what,
            String.format(Locale.ROOT, "%,d", terms.objects),
            String.format(
                    Locale.ROOT, "%.1f times at %,d/s", (double) outcome.written / terms.objects, terms.perSecond),
            String.format(Locale.ROOT, "%.0f", outcome.atRest / 1e6),
            String.format(Locale.ROOT, "%.0f", outcome.most / 1e6),
            String.format(Locale.ROOT, "%.2f", outcome.overRest()),
            String.format(Locale.ROOT, "%.2f", outcome.overObjects()),
            outcome.without.toString(),
            outcome.with.toString()
        };
    }

    static String[] headings() {
        return new String[] {
            "objects of",
            "objects",
            "overwritten",
            "disk at rest, MB",
            "disk at most, MB",
            "most / at rest",
            "most / objects' bytes",
            "PUT p50 / p99 without compaction",
            "with compaction"
        };
    }
}
