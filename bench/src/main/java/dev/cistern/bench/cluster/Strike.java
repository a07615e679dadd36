package dev.cistern.bench.cluster;

import java.util.List;
import java.util.SplittableRandom;

/** What befalls nodes of a cluster. */
record Strike(Site site, List<String> nodes, SplittableRandom random) {
    private static final long DOWN_MILLIS = 3_000;
    private static final int LEAST_STOP_MILLIS = 1_000;
    private static final int MOST_STOP_MILLIS = 6_000;

    String anyNode() {
        return nodes.get(random.nextInt(nodes.size()));
    }

    /** One is killed, and is back after a while. */
    void kill() throws Exception {
        String victim = anyNode();
        site.kill(victim);
        Thread.sleep(DOWN_MILLIS);
        site.start(victim);
    }

    /** One does nothing for a while, and goes on as if nothing had been. */
    void stop() throws Exception {
        String victim = anyNode();
        site.signal(victim, "STOP");
        Thread.sleep(LEAST_STOP_MILLIS + random.nextInt(MOST_STOP_MILLIS - LEAST_STOP_MILLIS));
        site.signal(victim, "CONT");
    }

    /** All are killed at once, and started again. */
    void killAll() throws Exception {
        nodes.forEach(site::kill);
        for (String name : nodes) {
            site.begin(name);
        }
        for (String name : nodes) {
            site.awaitReady(name);
        }
    }
}
