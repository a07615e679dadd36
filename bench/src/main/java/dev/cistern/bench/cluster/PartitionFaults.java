package dev.cistern.bench.cluster;

import dev.cistern.bench.trial.Await;
import dev.cistern.bench.trial.Trial;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;

/** Small objects are written through all nodes of a cluster whose network falls apart, in one direction or both. */
final class PartitionFaults {
    private static final Duration LONGEST_HEALING = Duration.ofSeconds(15);
    private static final Duration LONGEST_CHECK = Duration.ofSeconds(30);

    private final Trial trial;
    private final Site site;
    private final Voice voice;
    private final Network network;
    private final List<String> nodes;

    /** @param nodes three */
    PartitionFaults(Trial trial, Site site, Voice voice, Network network, List<String> nodes) {
        this.trial = trial;
        this.site = site;
        this.voice = voice;
        this.network = network;
        this.nodes = nodes;
    }

    /**
     * @param count in turn: the leader alone, a follower alone, one that cannot be heard, one that cannot hear, one link
     * @param together whether all nodes know each other
     */
    void run(int count, Callable<Boolean> together) throws Exception {
        trial.beginPart(count + " × the network falls apart while objects are written");
        SplittableRandom random = trial.random("partitions");
        RegisterClients clients = RegisterClients.start(trial, site, voice, nodes, random.split());
        long longestGap = 0;
        long longestHealing = 0;
        int wroteAlone = 0;
        for (int i = 0; i < count; i++) {
            Thread.sleep(1_000 + random.nextInt(1_000));
            clients.times().restart();
            Fall fall = fall(i % 5, random);
            wroteAlone += lasts(fall, random) ? 1 : 0;
            long gap = clients.times().longestGap(fall.served()).toMillis();
            longestGap = Math.max(longestGap, gap);
            trial.say("%s; others left without for %d ms", fall.what(), gap);
            network.mend();
            long mended = System.nanoTime();
            boolean healed = Await.within(LONGEST_CHECK, together);
            long took = (System.nanoTime() - mended) / 1_000_000;
            longestHealing = healed ? Math.max(longestHealing, took) : Long.MAX_VALUE;
            clients.turnThePage();
        }
        clients.end();
        trial.say(
                "%d answers, %d refused, %d of which nobody knows, %d keys",
                clients.answered(),
                clients.refused(),
                clients.unknown(),
                clients.history().size());
        trial.check("a node that is alone refuses to write", wroteAlone == 0, wroteAlone + " did");
        trial.check(
                "the nodes are together again 15 s after the network is",
                longestHealing <= LONGEST_HEALING.toMillis(),
                longestHealing + " ms the longest");
        trial.say("the longest time in which no client of a node that has a majority succeeded: %d ms", longestGap);
        RegisterJudge.judge(trial, clients);
    }

    /**
     * How the network fell apart.
     *
     * @param alone who reaches nobody, or empty
     * @param served who still reaches a majority, in both directions
     */
    private record Fall(String what, String alone, List<String> served) {}

    private Fall fall(int how, SplittableRandom random) throws Exception {
        String leader = leader();
        List<String> followers =
                nodes.stream().filter(name -> !name.equals(leader)).toList();
        String follower = followers.get(random.nextInt(followers.size()));
        String one = how == 0 || (how > 1 && random.nextBoolean()) ? leader : follower;
        List<String> others = nodes.stream().filter(name -> !name.equals(one)).toList();
        if (how == 4) {
            network.cut(one, others.get(0));
            network.cut(others.get(0), one);
            return new Fall(one + " and " + others.get(0) + " cannot reach each other", "", others.subList(1, 2));
        }
        for (String other : others) {
            if (how != 3) {
                network.cut(one, other);
            }
            if (how != 2) {
                network.cut(other, one);
            }
        }
        return switch (how) {
            case 0 -> new Fall(one + ", the leader, is alone", one, others);
            case 1 -> new Fall(one + ", a follower, is alone", one, others);
            case 2 -> new Fall(one + " cannot be heard", "", others);
            default -> new Fall(one + " cannot hear", "", others);
        };
    }

    /** Whether a node that is alone wrote something. */
    private boolean lasts(Fall fall, SplittableRandom random) throws InterruptedException {
        Thread.sleep(4_000 + random.nextInt(4_000));
        boolean wrote = !fall.alone().isEmpty()
                && voice.ask(site.url(fall.alone()), "PUT", "/v1/objects/registers/alone", "of one")
                                .status()
                        == 200;
        Thread.sleep(1_000 + random.nextInt(3_000));
        return wrote;
    }

    /** As most nodes see it. */
    private String leader() throws Exception {
        for (String name : nodes) {
            String leader = String.valueOf(voice.view(site.url(name)).getValue("leader"));
            for (String known : nodes) {
                if (leader.equals(known) || leader.startsWith(known + "-")) {
                    return known;
                }
            }
        }
        return nodes.get(0);
    }
}
