package dev.cistern.bench.cluster;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.cistern.bench.trial.Await;
import dev.cistern.bench.trial.Trial;
import dev.cistern.bench.trial.TrialCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A cluster of real processes whose settings are changed all the while. */
@Command(
        name = "cluster",
        description =
                "A cluster grows, shrinks, and loses nodes while settings are changed and objects are written: no acknowledged"
                        + " change or object is lost, no read is stale, and all nodes are equal in the end. Ten minutes.")
public final class ClusterCommand extends TrialCommand {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    /** Of members that vote and are heard of. */
    private static final Set<String> VOTING = Set.of("active", "draining");

    private static final List<String> THREE = List.of("n1", "n2", "n3");
    /** A history drops its oldest changes, but never so many that fewer than this are left. */
    private static final int LEAST_KEPT = 100;

    @Option(
            names = "--kills",
            paramLabel = "N",
            defaultValue = "4",
            description = "kill -9 of a random node. Default: 4")
    private int kills;

    @Option(
            names = "--stops",
            paramLabel = "N",
            defaultValue = "3",
            description = "SIGSTOP of a random node. Default: 3")
    private int stops;

    @Option(names = "--blackouts", paramLabel = "N", defaultValue = "2", description = "kill -9 of all. Default: 2")
    private int blackouts;

    @Option(
            names = "--object-faults",
            paramLabel = "N",
            defaultValue = "8",
            description = "Faults while objects are written, half of them kill -9 of one. Default: 8")
    private int objectFaults;

    @Option(
            names = "--longest-stop",
            paramLabel = "SECONDS",
            defaultValue = "6",
            description = "Of a node that is stopped while objects are written, at least 2. Default: 6")
    private int longestStopSeconds;

    @Option(names = "--objects-only", description = "Nothing but those.")
    private boolean objectsOnly;

    @Option(
            names = "--blob-faults",
            paramLabel = "N",
            defaultValue = "4",
            description = "Faults while large objects are written. Default: 4")
    private int blobFaults;

    @Option(
            names = "--contests",
            paramLabel = "N",
            defaultValue = "3",
            description = "kill -9 of the leader while 64 clients want the same objects. Default: 3")
    private int contests;

    @Option(
            names = "--growth",
            paramLabel = "N",
            defaultValue = "1500",
            description = "Objects that are held when nodes come and go; none for 0. Default: 1500")
    private int growth;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "5",
            description = "Times that the network falls apart; Linux, as root. Default: 5")
    private int partitions;

    @Option(
            names = "--clocks",
            paramLabel = "N",
            defaultValue = "3",
            description = "Times that the clock of a node is a day off or jumps; Linux, with a C compiler. Default: 3")
    private int clocks;

    @Option(
            names = "--flips",
            paramLabel = "SECONDS",
            defaultValue = "20",
            description = "How long knobs are turned on all nodes under load. Default: 20")
    private int flipSeconds;

    private final Voice voice = new Voice();
    private final AtomicLong values = new AtomicLong();

    @Override
    protected void run(Trial trial) throws Exception {
        Site site = new Site(trial, Site.Ground.HERE);
        site.add("n1", "");
        site.add("n2", "n1");
        site.add("n3", "n2");
        awaitAll(site);
        if (objectFaults > 0) {
            new ObjectFaults(trial, site, voice, strike(trial, site, "objects"), () -> awaitAll(site))
                    .run(objectFaults);
        }
        if (blobFaults > 0) {
            new BlobFaults(trial, site, voice, strike(trial, site, "blobs"), () -> awaitAll(site)).run(blobFaults);
        }
        if (contests > 0) {
            new ContestFaults(trial, site, voice, strike(trial, site, "contests"), () -> awaitAll(site)).run(contests);
        }
        if (flipSeconds > 0) {
            new FlipFaults(trial, site, voice, THREE).run(flipSeconds);
        }
        if (!objectsOnly) {
            members(trial, site);
        }
        THREE.forEach(site::forget);
        if (growth > 0) {
            Site growing = new Site(trial, Site.Ground.HERE);
            new GrowthFaults(trial, growing, voice, () -> isTogether(growing)).run(growth);
        }
        if (clocks > 0) {
            clocks(trial);
        }
        if (partitions > 0) {
            partitions(trial);
        }
    }

    private Strike strike(Trial trial, Site site, String purpose) {
        return new Strike(site, THREE, Duration.ofSeconds(Math.max(2, longestStopSeconds)), trial.random(purpose));
    }

    private void clocks(Trial trial) throws Exception {
        Optional<Clocks> made = Clocks.make(trial);
        if (made.isEmpty()) {
            trial.skip("the clock of one node is wrong", "no C compiler is here");
            return;
        }
        Site odd = new Site(trial, made.get());
        odd.add("c1", "");
        odd.add("c2", "c1");
        odd.add("c3", "c2");
        awaitAll(odd);
        List<String> nodes = List.of("c1", "c2", "c3");
        new ClockFaults(trial, odd, voice, made.get(), nodes).run(clocks);
        nodes.forEach(odd::forget);
    }

    private void partitions(Trial trial) throws Exception {
        Optional<Network> made = Network.make(trial);
        if (made.isEmpty()) {
            trial.skip("the network falls apart", "no network namespaces can be made here");
            return;
        }
        Site apart = new Site(trial, made.get());
        apart.add("a1", "");
        apart.add("a2", "a1");
        apart.add("a3", "a2");
        awaitAll(apart);
        List<String> nodes = List.of("a1", "a2", "a3");
        new PartitionFaults(trial, apart, voice, made.get(), nodes).run(partitions, () -> isTogether(apart));
    }

    private void members(Trial trial, Site site) throws Exception {
        grow(trial, site);
        if (kills > 0) {
            killOne(trial, site);
        }
        if (stops > 0) {
            stopOne(trial, site);
        }
        if (blackouts > 0) {
            killAll(trial, site);
        }
        stale(trial, site);
        wipe(trial, site);
    }

    private Changer changer(Trial trial, Site site, List<String> asked) {
        Changer changer = new Changer(site, voice, trial.random("changer"), values, asked);
        changer.start();
        return changer;
    }

    private void grow(Trial trial, Site site) throws Exception {
        trial.beginPart("3 → 5 → 3 nodes");
        Changer changer = changer(trial, site, THREE);
        site.add("n4", "n3");
        site.add("n5", "n1");
        awaitAll(site);
        int[] removed = new int[2];
        for (int i = 0; i < 2; i++) {
            String name = "n" + (5 - i);
            removed[i] = voice.ask(site.url("n2"), "DELETE", "/v1/cluster/members/" + name, "")
                    .status();
            await(() -> "removed".equals(voice.states(site.url(name)).get(name)));
            site.forget(name);
        }
        changer.end();
        trial.check(
                "nodes are taken out while they run, and know it",
                removed[0] == 204 && removed[1] == 204,
                removed[0] + ", " + removed[1]);
        judge(trial, site, changer);
        trial.check("no change is refused meanwhile", changer.refused() == 0, changer.refused() + " refused");
    }

    private void killOne(Trial trial, Site site) throws Exception {
        trial.beginPart(kills + " × kill -9 of one of three");
        SplittableRandom random = trial.random("kills");
        Changer changer = changer(trial, site, THREE);
        for (int i = 0; i < kills; i++) {
            String victim = THREE.get(random.nextInt(3));
            changer.ask(THREE.stream().filter(name -> !name.equals(victim)).toList());
            Thread.sleep(1_000);
            site.kill(victim);
            Thread.sleep(4_000);
            site.start(victim);
            awaitAll(site);
            changer.ask(THREE);
        }
        changer.end();
        judge(trial, site, changer);
        judgeGap(trial, changer);
    }

    private static void judgeGap(Trial trial, Changer changer) {
        Duration longest = changer.longestGap();
        trial.check(
                "the others go on changing settings within 5 s",
                longest.compareTo(Duration.ofSeconds(5)) < 0,
                String.format(Locale.ROOT, "longest time between two changes %d ms", longest.toMillis()));
    }

    private void stopOne(Trial trial, Site site) throws Exception {
        trial.beginPart(stops + " × SIGSTOP of one of three");
        SplittableRandom random = trial.random("stops");
        Changer changer = changer(trial, site, THREE);
        for (int i = 0; i < stops; i++) {
            String victim = THREE.get(random.nextInt(3));
            changer.ask(THREE.stream().filter(name -> !name.equals(victim)).toList());
            Thread.sleep(1_000);
            site.signal(victim, "STOP");
            Thread.sleep(3_000 + random.nextInt(5_000));
            site.signal(victim, "CONT");
            awaitAll(site);
            changer.ask(THREE);
        }
        changer.end();
        judge(trial, site, changer);
        judgeGap(trial, changer);
    }

    private void killAll(Trial trial, Site site) throws Exception {
        trial.beginPart(blackouts + " × kill -9 of all");
        SplittableRandom random = trial.random("blackouts");
        Changer changer = changer(trial, site, THREE);
        for (int i = 0; i < blackouts; i++) {
            Thread.sleep(2_000 + random.nextInt(1_000));
            THREE.forEach(site::kill);
            for (String name : THREE) {
                site.begin(name);
            }
            awaitAll(site);
        }
        changer.end();
        judge(trial, site, changer);
    }

    /** One node misses a change, and is then the first to be there. */
    private void stale(Trial trial, Site site) throws Exception {
        trial.beginPart("a stale node alone");
        site.kill("n3");
        await(() -> "away".equals(voice.states(site.url("n1")).get("n3")));
        String before = voice.effective(site.url("n1"));
        long value = 5_001;
        Voice.Answer changed = voice.set(site.url("n1"), value);
        site.kill("n1");
        site.kill("n2");
        site.start("n3");
        Voice.Answer refused = voice.set(site.url("n3"), 5_002);
        trial.check(
                "it refuses changes, and says why",
                changed.status() == 200 && refused.status() == 503,
                refused.status() + " " + refused.body().getString("message"));
        String meanwhile = voice.effective(site.url("n3"));
        trial.check("it serves on, with what it had", before.equals(meanwhile), before + ", then " + meanwhile);
        site.begin("n1");
        site.begin("n2");
        awaitAll(site);
        awaitEqual(site);
        String after = voice.effective(site.url("n3"));
        trial.check("with the others the newest acknowledged value wins", after.equals(Long.toString(value)), after);
    }

    private void wipe(Trial trial, Site site) throws Exception {
        trial.beginPart("a wiped disk");
        site.kill("n2");
        await(() -> "away".equals(voice.states(site.url("n1")).get("n2")));
        site.addWiped("n2", "n1");
        awaitAll(site);
        awaitEqual(site);
        Map<String, String> states = voice.states(site.url("n2"));
        Voice.Answer changed = voice.set(site.url("n2"), 5_003);
        trial.check(
                "its node is a member again under its name",
                states.size() == 3 && changed.status() == 200 && changed.body().getInteger("applied") == 3,
                states + ", applied on " + changed.body().getValue("applied"));
    }

    /** All that was acknowledged is in the history of every node, once its log has caught up, and all have the same in force. */
    private void judge(Trial trial, Site site, Changer changer) throws Exception {
        awaitAll(site);
        boolean equal = awaitEqual(site);
        long newest = changer.acknowledged().keySet().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
        for (String name : site.names()) {
            await(() -> voice.history(site.url(name)).keySet().stream().anyMatch(revision -> revision >= newest));
        }
        List<String> values = new ArrayList<>();
        long lost = 0;
        for (String name : site.names()) {
            values.add(voice.effective(site.url(name)));
            Map<Long, String> history = voice.history(site.url(name));
            long oldest = history.size() < LEAST_KEPT ? 0 : Collections.min(history.keySet());
            lost += changer.acknowledged().entrySet().stream()
                    .filter(change -> change.getKey() >= oldest)
                    .filter(change -> !change.getValue().equals(history.get(change.getKey())))
                    .count();
        }
        trial.check(
                "no acknowledged change is lost on any node",
                lost == 0 && !changer.acknowledged().isEmpty(),
                changer.acknowledged().size() + " acknowledged, " + changer.refused() + " refused, " + lost + " lost");
        trial.check("all nodes have the same in force", equal, String.join(", ", values));
    }

    private void awaitAll(Site site) throws Exception {
        await(() -> isTogether(site));
    }

    private boolean isTogether(Site site) throws InterruptedException {
        for (String name : site.names()) {
            Map<String, String> states = voice.states(site.url(name));
            if (states.size() != site.names().size()
                    || !VOTING.containsAll(states.values())
                    || voice.view(site.url(name)).getValue("leader") == null) {
                return false;
            }
        }
        return true;
    }

    @CanIgnoreReturnValue
    private boolean awaitEqual(Site site) throws Exception {
        return await(() -> {
            List<String> values = new ArrayList<>();
            for (String name : site.names()) {
                values.add(voice.effective(site.url(name)));
            }
            return !values.contains("none") && values.stream().distinct().count() == 1;
        });
    }

    @CanIgnoreReturnValue
    private static boolean await(Callable<Boolean> condition) throws Exception {
        return Await.within(LONGEST, condition);
    }
}
