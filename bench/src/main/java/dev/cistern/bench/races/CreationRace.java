package dev.cistern.bench.races;

import dev.cistern.bench.http.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;

/**
 * One key after the other, all clients at once: {@code PUT} with {@code If-None-Match: *}. Who is told 200 has made the
 * object; all others must be refused, and the bytes must be the winner's.
 */
final class CreationRace {
    private static final long PATIENCE_SECONDS = 120;
    private static final int MOST_FAULTS = 100;
    /** Some objects become part of their record, some a file. */
    private static final int[] LENGTHS = {0, 16, 16, 16, 4_000, 40_000, 200_000};

    private final Track track;
    private final Plan plan;
    private final SplittableRandom random;
    private final CyclicBarrier start;
    private final CyclicBarrier finish;
    private final List<String> faults = new ArrayList<>();
    private final int[] sums = new int[3];
    private volatile Heat heat;
    private Thread killer = new Thread();

    /**
     * How much there is to do.
     *
     * @param kills how often the node is killed on the way
     */
    record Plan(int clients, int heats, int kills) {
        boolean isKilled(int heat) {
            return kills > 0 && heat % Math.max(1, heats / kills) == heats / kills / 2;
        }
    }

    /** What came of it. */
    record Result(int heats, int winners, int losers, int broken, List<String> faults) {}

    CreationRace(Track track, Plan plan) {
        this.track = track;
        this.plan = plan;
        this.random = track.trial().random("creation");
        this.start = new CyclicBarrier(plan.clients, this::go);
        this.finish = new CyclicBarrier(plan.clients, this::judge);
        this.heat = heat(0);
    }

    Result run() throws InterruptedException {
        Thread[] threads = new Thread[plan.clients];
        for (int i = 0; i < threads.length; i++) {
            int number = i;
            threads[i] = new Thread(() -> compete(number), "creator-" + i);
            threads[i].setDaemon(true);
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (heat.number() < plan.heats) {
            faults.add("the race stopped at heat " + heat.number() + " of " + plan.heats);
        }
        return new Result(heat.number(), sums[0], sums[1], sums[2], List.copyOf(faults));
    }

    private void compete(int client) {
        try (Runner runner = new Runner(track)) {
            for (Heat next = heat; next.number() < plan.heats; next = heat) {
                var request = next.request(client);
                int unusedIndex = start.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                int outcome = runner.send(request).map(Response::status).orElse(Heat.BROKEN);
                next.outcomes().set(client, outcome);
                unusedIndex = finish.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        } catch (IOException | InterruptedException | BrokenBarrierException | TimeoutException e) {
            track.trial().say("client %d gave up: %s", client, e);
            start.reset();
            finish.reset();
        }
    }

    /** Run by one client, while the others wait at the start. */
    private void go() {
        if (heat.killed()) {
            long micros = random.nextInt(5_000);
            killer = new Thread(
                    () -> {
                        LockSupport.parkNanos(micros * 1_000);
                        track.kill();
                    },
                    "killer");
            killer.start();
        }
    }

    /** Run by the last client at the finish, while the others wait. */
    private void judge() {
        try {
            if (heat.killed()) {
                killer.join();
                track.revive();
            }
            sums[0] += heat.winners();
            sums[1] += heat.losers();
            sums[2] += heat.broken();
            heat.judge(track).stream().limit(MOST_FAULTS - faults.size()).forEach(faults::add);
        } catch (IOException | InterruptedException e) {
            faults.add(heat.key() + ": " + e);
        }
        heat = heat(heat.number() + 1);
    }

    private Heat heat(int number) {
        int length = LENGTHS[random.nextInt(LENGTHS.length)];
        return new Heat(
                track.trial().seed(), number, length, plan.isKilled(number), new AtomicIntegerArray(plan.clients));
    }
}
