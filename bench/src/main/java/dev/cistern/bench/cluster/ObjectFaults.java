package dev.cistern.bench.cluster;

import dev.cistern.bench.trial.Trial;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Small objects are written through all nodes of a cluster while these die, stop and come back; every key is a linearizable register. */
final class ObjectFaults {
    /** Of the clients of the nodes that are left. */
    private static final Duration LONGEST_GAP = Duration.ofSeconds(3);
    /** Nodes say after ten seconds that nobody knows what came of a request. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(12);

    private final Trial trial;
    private final Site site;
    private final Voice voice;
    private final Strike strike;
    private final List<String> nodes;
    private final Settled settled;
    private Duration longestGap = Duration.ZERO;
    private Duration longestWait = Duration.ZERO;

    /** Waits until all nodes know each other again. */
    interface Settled {
        void await() throws Exception;
    }

    ObjectFaults(Trial trial, Site site, Voice voice, Strike strike, Settled settled) {
        this.trial = trial;
        this.site = site;
        this.voice = voice;
        this.strike = strike;
        this.nodes = strike.nodes();
        this.settled = settled;
    }

    /** @param faults in turn: one node killed, one stopped for a while, one killed, all killed at once */
    void run(int faults) throws Exception {
        trial.beginPart(faults + " × kill -9, SIGSTOP or all at once while objects are written");
        SplittableRandom random = strike.random();
        RegisterClients clients = RegisterClients.start(trial, site, voice, nodes, random.split());
        for (int i = 0; i < faults; i++) {
            Thread.sleep(1_000 + random.nextInt(1_000));
            if (i % 4 == 3) {
                strike.killAll();
                settled.await();
            } else {
                strikeOne(i % 4 != 1, clients.times());
            }
            clients.turnThePage();
        }
        clients.end();
        trial.say(
                "%d answers, %d refused, %d of which nobody knows, %d keys",
                clients.answered(),
                clients.refused(),
                clients.unknown(),
                clients.history().size());
        trial.check(
                "while one node is away, and when it comes back, clients of the others succeed again within "
                        + LONGEST_GAP.toSeconds() + " s",
                longestGap.compareTo(LONGEST_GAP) <= 0,
                String.format(Locale.ROOT, "%d ms the longest", longestGap.toMillis()));
        trial.check(
                "each of them is told something within " + LONGEST_WAIT.toSeconds() + " s",
                longestWait.compareTo(LONGEST_WAIT) <= 0,
                String.format(Locale.ROOT, "%d ms the longest", longestWait.toMillis()));
        RegisterJudge.judge(trial, clients);
    }

    private void strikeOne(boolean kill, AnswerTimes times) throws Exception {
        String victim = strike.anyNode();
        List<String> others =
                nodes.stream().filter(name -> !name.equals(victim)).toList();
        times.restart();
        if (kill) {
            strike.kill(victim);
        } else {
            strike.stop(victim);
        }
        settled.await();
        Duration gap = times.longestGap(others);
        Duration wait = times.longestWait(others);
        trial.say(
                "%s %s: clients of the others left without for %d ms, waited for an answer %d ms",
                victim, kill ? "killed" : "stopped", gap.toMillis(), wait.toMillis());
        longestGap = longestGap.compareTo(gap) > 0 ? longestGap : gap;
        longestWait = longestWait.compareTo(wait) > 0 ? longestWait : wait;
    }
}
