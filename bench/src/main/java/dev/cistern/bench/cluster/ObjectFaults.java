package dev.cistern.bench.cluster;

import dev.cistern.bench.trial.Trial;
import java.util.List;
import java.util.SplittableRandom;

/** Small objects are written through all nodes of a cluster while these die, stop and come back; every key is a linearizable register. */
final class ObjectFaults {
    private static final int CLIENTS = 6;

    private final Trial trial;
    private final Site site;
    private final Voice voice;
    private final List<String> nodes;
    private final Settled settled;

    /** Waits until all nodes know each other again. */
    interface Settled {
        void await() throws Exception;
    }

    ObjectFaults(Trial trial, Site site, Voice voice, List<String> nodes, Settled settled) {
        this.trial = trial;
        this.site = site;
        this.voice = voice;
        this.nodes = nodes;
        this.settled = settled;
    }

    /** @param faults a third of each: one node killed, one stopped for a while, all killed at once */
    void run(int faults) throws Exception {
        trial.beginPart(faults + " × kill -9, SIGSTOP or all at once while objects are written");
        Voice.Answer made =
                voice.ask(site.url(nodes.get(0)), "POST", "/v1/buckets/registers", "{\"action\":\"create-bck\"}");
        trial.check(
                "a bucket is made", made.status() == 200 || made.status() == 201, made.status() + " " + made.body());
        SplittableRandom random = trial.random("objects");
        RegisterClients clients = new RegisterClients(site, nodes, random.split());
        clients.start(CLIENTS);
        Strike strike = new Strike(site, nodes, random);
        long longestOfOne = 0;
        for (int i = 0; i < faults; i++) {
            Thread.sleep(1_000 + random.nextInt(1_000));
            var before = clients.longestGap();
            assert !before.isNegative();
            boolean one = strike(strike, i % 3);
            long gap = clients.longestGap().toMillis();
            longestOfOne = one ? Math.max(longestOfOne, gap) : longestOfOne;
            settled.await();
            clients.turnThePage();
        }
        clients.end();
        trial.say(
                "%d answers, %d refused, %d of which nobody knows, %d keys; longest time without any answer while one was away %d ms",
                clients.answered(),
                clients.refused(),
                clients.unknown(),
                clients.history().size(),
                longestOfOne);
        trial.check(
                "no write without a condition is refused for one",
                clients.wrong().isEmpty(),
                clients.wrong());
        RegisterJudge.judge(trial, clients);
    }

    /** Whether it befell one node alone. */
    private static boolean strike(Strike strike, int how) throws Exception {
        switch (how) {
            case 0 -> strike.kill();
            case 1 -> strike.stop();
            default -> strike.killAll();
        }
        return how < 2;
    }
}
