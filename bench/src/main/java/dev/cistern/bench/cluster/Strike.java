package dev.cistern.bench.cluster;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What befalls nodes of a cluster.
 *
 * @param longestStop of a node that is stopped; at least two seconds
 */
record Strike(Site site, List<String> nodes, Duration longestStop, SplittableRandom random) {
    private static final long DOWN_MILLIS = 3_000;
    private static final int LEAST_STOP_MILLIS = 1_000;

    String anyNode() {
        return nodes.get(random.nextInt(nodes.size()));
    }

    /** It is killed, and is back after a while. */
    void kill(String victim) throws Exception {
        site.kill(victim);
        Thread.sleep(DOWN_MILLIS);
        site.start(victim);
    }

    /** It does nothing for a while, and goes on as if nothing had been. */
    void stop(String victim) throws Exception {
        site.signal(victim, "STOP");
        Thread.sleep(LEAST_STOP_MILLIS + random.nextLong(longestStop.toMillis() - LEAST_STOP_MILLIS));
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
