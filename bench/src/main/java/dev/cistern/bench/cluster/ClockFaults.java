package dev.cistern.bench.cluster;

import dev.cistern.bench.trial.Trial;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Small objects are written through all nodes of a cluster whose clocks differ, and jump. */
final class ClockFaults {
    private static final int CLIENTS = 6;
    private static final int A_DAY = (int) Duration.ofDays(1).toSeconds();

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

    /** @param jumps of one clock each, by up to a day to either side of the true time */
    void run(int jumps) throws Exception {
        trial.beginPart(jumps + " × a clock jumps while objects are written");
        Voice.Answer made =
                voice.ask(site.url(nodes.get(0)), "POST", "/v1/buckets/registers", "{\"action\":\"create-bck\"}");
        trial.check("a bucket is made", made.status() / 100 == 2, made.status() + " " + made.body());
        SplittableRandom random = trial.random("clocks");
        RegisterClients clients = new RegisterClients(site, nodes, random.split());
        clients.start(CLIENTS);
        for (int i = 0; i < jumps; i++) {
            String node = nodes.get(random.nextInt(nodes.size()));
            int seconds = i == 0 ? A_DAY : i == 1 ? -A_DAY : random.nextInt(2 * A_DAY) - A_DAY;
            clocks.set(node, seconds);
            trial.say("the clock of %s is %d s from the true time", node, seconds);
            Thread.sleep(3_000);
            clients.turnThePage();
        }
        clients.end();
        trial.check(
                "nobody is refused for it",
                clients.refused() == 0 && clients.unknown() == 0,
                clients.answered() + " answers, " + clients.refused() + " refused, " + clients.unknown()
                        + " of which nobody knows; longest time without any answer "
                        + clients.longestGap().toMillis() + " ms");
        RegisterJudge.judge(trial, clients);
    }
}
