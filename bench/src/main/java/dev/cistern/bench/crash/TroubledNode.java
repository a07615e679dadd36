package dev.cistern.bench.crash;

import dev.cistern.bench.crash.Trouble.Expected;
import dev.cistern.bench.crash.Trouble.Writes;
import dev.cistern.bench.http.ObjectClient;
import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.trial.Await;
import dev.cistern.bench.trial.Table;
import dev.cistern.bench.trial.Trial;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** A node to whose disks something happens under traffic, and what came of it. Used by one thread. */
final class TroubledNode {
    private static final String EVERY_READ_OF_THE_DISK = "store.hot_bytes=0";
    private static final Duration START = Duration.ofMinutes(1);
    private static final Duration FELT_WITHIN = Duration.ofSeconds(20);
    private static final Duration BACK_WITHIN = Duration.ofSeconds(30);
    private static final long HOLD_MILLIS = 1_000;
    private static final int SHOWN_MAX = 5;

    private final Trial trial;
    private final Trouble trouble;
    private final Load load;
    private final Table table;
    private final Ledger ledger;
    private final Path log;
    private NodeProcess node;
    private final Traffic traffic;

    /**
     * Who uses it.
     *
     * @param objects stored before, which stay as they are
     * @param steps bodies stored before and after the trouble
     */
    record Load(int writers, int readers, int objects, int steps) {}

    private TroubledNode(Trial trial, Trouble trouble, Load load, Table table)
            throws IOException, InterruptedException {
        this.trial = trial;
        this.trouble = trouble;
        this.load = load;
        this.table = table;
        this.ledger = new Ledger(trial.seed());
        this.log = trial.folder().resolve(trouble.name().replace(' ', '-') + ".log");
        this.node = start();
        this.traffic = new Traffic(ledger, node.address());
    }

    static Table table() {
        return new Table("trouble", "stored before", "meanwhile", "refused", "back after", "objects", "MB", "faults");
    }

    /** Lets it happen, and notes what is a fact. */
    static void run(Trial trial, Trouble trouble, Load load, Table table) throws Exception {
        trial.beginPart(trouble.name());
        TroubledNode site = new TroubledNode(trial, trouble, load, table);
        try {
            site.prepare();
            site.happen();
        } finally {
            boolean unused = site.traffic.stop();
            site.node.close();
            trial.beginPart("");
        }
    }

    private NodeProcess start() throws IOException, InterruptedException {
        NodeProcess started = trial.keep(NodeProcess.start(trouble.launch().with(EVERY_READ_OF_THE_DISK), log));
        trial.say(
                "%s: ready in %d ms", trouble.name(), started.awaitReady(START).toMillis());
        return started;
    }

    private void prepare() throws Exception {
        try (ObjectClient client = traffic.newClient()) {
            client.createBucket();
        }
        traffic.fill(load.objects, trial.random(trouble.name() + " objects"));
        trouble.happening().stocked();
        if (trouble.happening().isForColdNode()) {
            node.kill();
            node = start();
        }
        traffic.start(load.writers, load.readers, trial.random(trouble.name() + " traffic"));
        if (!trouble.happening().isForColdNode()) {
            awaitStored(load.steps);
        }
    }

    private void awaitStored(int more) throws Exception {
        long enough = traffic.stored() + more;
        if (!Await.within(BACK_WITHIN, () -> traffic.stored() >= enough)) {
            throw new IOException("the node takes no writes: " + node.logTail());
        }
    }

    private void happen() throws Exception {
        long before = traffic.stored();
        Answers during = traffic.turn();
        if (!trouble.happening().begin(node)) {
            trial.skip("it happens", "this machine cannot be made to");
            return;
        }
        boolean isFelt = Await.within(FELT_WITHIN, () -> trouble.happening().isFelt(refusals(during)));
        Answers standing = lookAtAll();
        long stored = traffic.stored();
        Thread.sleep(HOLD_MILLIS);
        long storedMeanwhile = traffic.stored() - stored;
        String misdeed = trouble.happening().misdeed();
        Answers mending = traffic.turn();
        long ended = System.nanoTime();
        trouble.happening().end();
        boolean isBack = awaitBack();
        long backMillis = (System.nanoTime() - ended) / 1_000_000;
        trial.check("it is felt", isFelt, refusals(during) + " refusals");
        judgeWrites(during, storedMeanwhile);
        judgeReads(standing);
        trial.check("nothing else is done meanwhile", misdeed.isEmpty(), misdeed.isEmpty() ? "nothing" : misdeed);
        trial.check(
                "all goes on without a restart",
                isBack && node.isAlive(),
                isBack ? "after " + backMillis + " ms" : "not within " + BACK_WITHIN + ": " + node.logTail());
        afterwards(List.of(during, standing, mending), isBack);
        judgeObjects(before, storedMeanwhile, during, isBack ? backMillis + " ms" : "never");
    }

    private long refusals(Answers during) {
        return during.count(answer -> !Traffic.isGood(answer));
    }

    private void judgeWrites(Answers during, long storedMeanwhile) {
        boolean isClear = during.count(answer -> !trouble.expected().allows(answer)) == 0;
        trial.check(
                "what is refused is told so clearly",
                isClear,
                during.inWords(answer ->
                        isClear ? !Traffic.isGood(answer) : !trouble.expected().allows(answer)));
        Writes writes = trouble.expected().writes();
        if (writes != Writes.EITHER) {
            boolean stops = writes == Writes.STOP;
            trial.check(
                    stops ? "nothing is acknowledged meanwhile" : "writes go on",
                    stops == (storedMeanwhile == 0),
                    storedMeanwhile + " bodies");
        }
    }

    private void judgeReads(Answers standing) {
        long refused = standing.count(answer -> !Traffic.isGood(answer));
        String seen = standing.count(Look.WHOLE::equals) + " whole, others: "
                + standing.inWords(answer -> !Traffic.isGood(answer));
        if (trouble.expected().readsGoOn()) {
            trial.check("every object is read meanwhile", refused == 0, seen);
            return;
        }
        boolean isClear = standing.count(answer -> !trouble.expected().allows(answer)) == 0;
        trial.check("what is read meanwhile is whole or refused", isClear, seen);
        trouble.happening()
                .unreadable()
                .ifPresent(lost -> trial.check(
                        "all that lies elsewhere is read meanwhile", refused == lost, lost + " lie there; " + seen));
    }

    /** Every object that was acknowledged and stays as it is, once. */
    private Answers lookAtAll() throws IOException {
        Answers seen = new Answers();
        List<Attempt> standing = traffic.standing();
        try (ObjectClient client = traffic.newClient()) {
            for (Attempt each : standing.subList(0, load.objects)) {
                seen.add(Look.at(client, each, ledger.seed()));
            }
        }
        return seen;
    }

    private boolean awaitBack() throws Exception {
        long enough = traffic.stored() + load.writers;
        return Await.within(
                BACK_WITHIN,
                () -> traffic.stored() > enough && lookAtAll().count(answer -> !Traffic.isGood(answer)) == 0);
    }

    private void afterwards(List<Answers> meanwhile, boolean isBack) throws Exception {
        if (!isBack) {
            return;
        }
        List<Long> then = traffic.steps();
        boolean allAnswered = Await.within(BACK_WITHIN, () -> {
            List<Long> now = traffic.steps();
            return IntStream.range(0, now.size()).allMatch(at -> now.get(at) > then.get(at));
        });
        Answers after = traffic.turn();
        awaitStored(load.steps);
        boolean isCalm = traffic.stop();
        trial.check(
                "nothing is refused any more then",
                allAnswered && isCalm && refusals(after) == 0,
                after.inWords(answer -> !Traffic.isGood(answer)));
        Answers all = new Answers();
        meanwhile.forEach(all::addAll);
        trial.check(
                "no wrong byte is ever served, and nothing is said to be missing",
                all.count(answer -> !Expected.isHonest(answer)) == 0,
                all.inWords(answer -> !Traffic.isGood(answer)));
    }

    private void judgeObjects(long before, long meanwhile, Answers during, String back)
            throws IOException, InterruptedException {
        boolean unused = traffic.stop();
        Census.Result census = Census.take(ledger, node.address());
        report("every acknowledged object is there", census.faults());
        node.kill();
        node = start();
        Census.Result again = Census.take(ledger, node.address());
        report("and is after kill -9 and a restart", again.faults());
        table.add(
                trouble.name(),
                Long.toString(before),
                Long.toString(meanwhile),
                Long.toString(refusals(during)),
                back,
                Long.toString(again.objects()),
                Long.toString(again.bytes() / 1_000_000),
                Integer.toString(census.faults().size() + again.faults().size()));
    }

    private void report(String fact, List<Fault> faults) {
        faults.stream().limit(SHOWN_MAX).forEach(fault -> trial.say("%s", fault));
        trial.check(
                fact,
                faults.isEmpty(),
                faults.size() + " faults of " + ledger.keys().size() + " keys");
    }
}
