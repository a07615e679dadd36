package dev.cistern.bench.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** Changes a setting again and again, each time to another value and through another node, and remembers what was acknowledged. */
final class Changer extends Thread {
    /** So slowly that the history of the cluster holds all changes of a part of the trial. */
    private static final Duration PAUSE = Duration.ofMillis(200);

    private static final long FIRST_VALUE = 1_000;
    /** So few that none is clamped, which would make all alike. */
    private static final long VALUES = 4_000;

    private final Site site;
    private final Voice voice;
    private final SplittableRandom random;
    private final AtomicLong next;
    private final Map<Long, String> acknowledged = new ConcurrentSkipListMap<>();
    private final AtomicLong refused = new AtomicLong();
    private volatile long longestGapNanos;
    private volatile boolean stopped;
    private volatile List<String> asked;

    /** @param asked the nodes to ask */
    Changer(Site site, Voice voice, SplittableRandom random, AtomicLong next, List<String> asked) {
        super("changer");
        this.site = site;
        this.voice = voice;
        this.random = random;
        this.next = next;
        this.asked = asked;
    }

    void ask(List<String> nodes) {
        asked = nodes;
    }

    @Override
    public void run() {
        long lastNanos = System.nanoTime();
        try {
            while (!stopped) {
                List<String> nodes = asked;
                String node = nodes.get(random.nextInt(nodes.size()));
                long value = FIRST_VALUE + next.incrementAndGet() % VALUES;
                Voice.Answer answer = voice.set(site.url(node), value);
                if (answer.status() == 200) {
                    acknowledged.put(answer.body().getLong("revision"), Long.toString(value));
                    long now = System.nanoTime();
                    longestGapNanos = Math.max(longestGapNanos, now - lastNanos);
                    lastNanos = now;
                } else {
                    refused.incrementAndGet();
                }
                Thread.sleep(PAUSE.toMillis());
            }
        } catch (InterruptedException e) {
            interrupt();
        }
    }

    void end() throws InterruptedException {
        stopped = true;
        join();
    }

    /** Value by revision. */
    Map<Long, String> acknowledged() {
        return acknowledged;
    }

    long refused() {
        return refused.get();
    }

    Duration longestGap() {
        return Duration.ofNanos(longestGapNanos);
    }
}
