package dev.cistern.bench.cluster;

import dev.cistern.bench.http.HttpConnection;
import dev.cistern.bench.http.Request;
import dev.cistern.bench.trial.Trial;
import java.io.IOException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.SplittableRandom;

/** Small objects are written through all nodes of a cluster while the clock of one is a day off, or jumps to and fro. */
final class ClockFaults {
    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
    private static final long LASTING_MILLIS = 4_000;
    private static final long JUMP_MILLIS = 50;
    /** A node that dies is away for less than this; clocks ought to be noticed by nobody. */
    private static final Duration LONGEST_GAP = Duration.ofSeconds(3);

    private final Trial trial;
    private final Site site;
    private final Voice voice;
    private final Clocks clocks;
    private final List<String> nodes;

    ClockFaults(Trial trial, Site site, Voice voice, Clocks clocks, List<String> nodes) {
        this.trial = trial;
        this.site = site;
        this.voice = voice;
        this.clocks = clocks;
        this.nodes = nodes;
    }

    /** @param count in turn: a day ahead, a day behind, jumping between these */
    void run(int count) throws Exception {
        trial.beginPart(count + " × the clock of one node is wrong while objects are written");
        SplittableRandom random = trial.random("clocks");
        RegisterClients clients = RegisterClients.start(trial, site, voice, nodes, random.split());
        long farthest = 0;
        for (int i = 0; i < count; i++) {
            Thread.sleep(1_000);
            String node = nodes.get(random.nextInt(nodes.size()));
            if (i % 3 < 2) {
                clocks.set(node, Duration.ofMillis(i % 3 == 0 ? DAY_MILLIS : -DAY_MILLIS));
                farthest = Math.max(farthest, offSeconds(node));
                Thread.sleep(LASTING_MILLIS);
            } else {
                jump(node, random);
            }
            clocks.set(node, Duration.ZERO);
            clients.turnThePage();
        }
        Duration longest = clients.times().longestGap(nodes);
        clients.end();
        trial.check("the node's clock was a day off", Math.abs(farthest - DAY_MILLIS / 1_000) < 60, farthest + " s");
        trial.check(
                "nobody is refused, and nobody waits",
                clients.refused() == 0 && clients.unknown() == 0 && longest.compareTo(LONGEST_GAP) < 0,
                clients.refused() + " refused, " + clients.unknown()
                        + " of which nobody knows, longest time without an answer " + longest.toMillis() + " ms");
        RegisterJudge.judge(trial, clients);
    }

    private void jump(String node, SplittableRandom random) throws IOException, InterruptedException {
        long end = System.nanoTime() + Duration.ofMillis(LASTING_MILLIS).toNanos();
        while (System.nanoTime() - end < 0) {
            clocks.set(node, Duration.ofMillis(random.nextLong(-DAY_MILLIS, DAY_MILLIS)));
            Thread.sleep(JUMP_MILLIS);
        }
    }

    /** By the date of its answers. */
    private long offSeconds(String node) throws IOException, InterruptedException {
        Thread.sleep(2_000); // A node may look at its clock once a second for that.
        try (HttpConnection connection = HttpConnection.open(site.address(node))) {
            String date =
                    connection.exchange(Request.get("/_health/ready")).head().header("date");
            ZonedDateTime told = ZonedDateTime.parse(String.valueOf(date), DateTimeFormatter.RFC_1123_DATE_TIME);
            return Math.abs(
                    Duration.between(ZonedDateTime.now(told.getZone()), told).toSeconds());
        }
    }
}
