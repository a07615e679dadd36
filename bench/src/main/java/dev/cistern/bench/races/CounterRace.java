package dev.cistern.bench.races;

import dev.cistern.bench.http.Request;
import dev.cistern.bench.http.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * All clients count in one object: read it, write one more with {@code If-Match}, and where that is refused begin anew.
 * Every number must be written by one client, and the last must be as high as there were acknowledged writes.
 */
final class CounterRace {
    private static final String TARGET = Track.target("counter");
    private static final int MOST_FAULTS = 100;
    private static final int CONFLICT = 409;
    private static final int FAILED = 412;

    private final Track track;
    private final CreationRace.Plan plan;
    private final SplittableRandom random;
    private final ConcurrentMap<Integer, String> acknowledged = new ConcurrentHashMap<>();
    private final AtomicInteger operations = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger unknown = new AtomicInteger();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    /** Held by all clients while they send, so that nobody meets the node while it is down but in the moment of its kill. */
    private final Semaphore open;

    /** @param plan whose heats are operations here: reads and writes */
    CounterRace(Track track, CreationRace.Plan plan) {
        this.track = track;
        this.plan = plan;
        this.random = track.trial().random("counter");
        this.open = new Semaphore(plan.clients(), true);
    }

    /**
     * What came of it.
     *
     * @param last the number at the end
     * @param unknown writes of which nobody knows what became of them
     */
    record Result(int operations, int last, int acknowledged, int refused, int unknown, List<String> faults) {}

    Result run() throws IOException, InterruptedException {
        Response made = track.ask(Request.put(TARGET, text("0 nobody")).withHeader("If-None-Match", "*"));
        if (made.status() != 200) {
            throw new IOException("the counter could not be made: " + made.status() + " " + made.text());
        }
        Thread[] threads = new Thread[plan.clients()];
        for (int i = 0; i < threads.length; i++) {
            String name = "counter-" + i;
            threads[i] = new Thread(() -> count(name), name);
            threads[i].setDaemon(true);
            threads[i].start();
        }
        for (int kill = 1; kill <= plan.kills(); kill++) {
            killAt(plan.heats() * kill / (plan.kills() + 1));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return conclude();
    }

    private void killAt(int operation) throws IOException, InterruptedException {
        int moment = operation + random.nextInt(plan.clients());
        while (operations.get() < moment) {
            Thread.sleep(1);
        }
        track.kill();
        open.acquire(plan.clients());
        track.revive();
        open.release(plan.clients());
    }

    private void count(String name) {
        try (Runner runner = new Runner(track)) {
            while (operations.get() < plan.heats()) {
                open.acquire();
                try {
                    increment(runner, name);
                } finally {
                    open.release();
                }
            }
        } catch (IOException | InterruptedException e) {
            fault(name + " gave up: " + e);
        }
    }

    private void increment(Runner runner, String name) {
        int read = operations.incrementAndGet();
        Optional<Response> seen = runner.send(Request.get(TARGET));
        if (seen.isEmpty()) {
            // The node was killed a moment ago; that is no operation.
            int unused = operations.decrementAndGet();
            LockSupport.parkNanos(1_000_000);
            return;
        }
        if (seen.get().status() != 200) {
            fault("a read gave " + seen.get().status() + " " + seen.get().text());
            return;
        }
        int next = number(seen.get()) + 1;
        String etag = seen.get().head().header("etag");
        int write = operations.incrementAndGet();
        String mark = next + " " + name + " " + read + "/" + write;
        Optional<Response> answer = runner.send(Request.put(TARGET, text(mark)).withHeader("If-Match", etag));
        if (answer.isEmpty()) {
            unknown.incrementAndGet();
        } else if (answer.get().status() == 200) {
            String other = acknowledged.put(next, mark);
            if (other != null) {
                fault("both were acknowledged: " + other + " and " + mark);
            }
        } else if (answer.get().status() == CONFLICT || answer.get().status() == FAILED) {
            refused.incrementAndGet();
        } else {
            fault("a write gave " + answer.get().status() + " " + answer.get().text());
        }
    }

    private Result conclude() throws IOException {
        Response end = track.ask(Request.get(TARGET));
        int last = number(end);
        int missing = last - acknowledged.size();
        if (missing < 0 || missing > unknown.get()) {
            fault("the counter ends at " + last + " after " + acknowledged.size() + " acknowledged writes and "
                    + unknown + " of unknown end");
        }
        acknowledged.keySet().stream()
                .filter(number -> number > last)
                .forEach(number -> fault(number + " was acknowledged, and the counter ends at " + last));
        String mark = acknowledged.get(last);
        if (mark != null && !mark.equals(end.text())) {
            fault("the counter has '" + end.text() + "', acknowledged was '" + mark + "'");
        }
        return new Result(
                operations.get(), last, acknowledged.size(), refused.get(), unknown.get(), List.copyOf(faults));
    }

    private static int number(Response counter) throws NumberFormatException {
        return Integer.parseInt(counter.text().split(" ", 2)[0]);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void fault(String what) {
        if (faults.size() < MOST_FAULTS) {
            faults.add(what);
        }
    }
}
