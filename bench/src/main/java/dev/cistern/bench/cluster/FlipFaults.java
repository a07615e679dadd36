package dev.cistern.bench.cluster;

import dev.cistern.bench.flip.Knobs;
import dev.cistern.bench.trial.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/** Every knob of the connection layers is turned for the whole cluster, again and again, while objects are written and read. */
final class FlipFaults {
    private static final int CLIENTS = 4;
    /** Strict settings refuse what would be clamped. */
    private static final int INVALID = 400;

    private static final Duration PERIOD = Duration.ofMillis(200);
    private static final Duration LONGEST_CHANGE = Duration.ofSeconds(1);

    private final Trial trial;
    private final Site site;
    private final Voice voice;
    private final List<String> nodes;

    FlipFaults(Trial trial, Site site, Voice voice, List<String> nodes) {
        this.trial = trial;
        this.site = site;
        this.voice = voice;
        this.nodes = nodes;
    }

    /** @param seconds 1 or more */
    void run(int seconds) throws Exception {
        trial.beginPart(seconds + " s of knobs turned on all nodes while objects are written");
        Voice.Answer made =
                voice.ask(site.url(nodes.get(0)), "POST", "/v1/buckets/blobs", "{\"action\":\"create-bck\"}");
        trial.check(
                "there is a bucket",
                made.status() / 100 == 2 || made.status() == 409,
                made.status() + " " + made.body());
        SplittableRandom random = trial.random("flips");
        BlobClients clients = new BlobClients(site, nodes, BlobClients.UP_TO_8_MIB);
        clients.start(CLIENTS, random.split());
        Turns turns = turn(seconds, random);
        clients.end();
        trial.check(
                "each change is in force on all nodes when it is acknowledged",
                turns.notEverywhere.isEmpty() && turns.tookMillis.size() - turns.refused.size() > seconds,
                turns.tookMillis.size() + " changes, " + turns.refused.size()
                        + " of which do not fit others and were refused; not everywhere: " + turns.notEverywhere);
        List<Long> sorted = turns.tookMillis.stream().sorted().toList();
        long worst = sorted.get(sorted.size() - 1);
        trial.check(
                "each within a second",
                worst < LONGEST_CHANGE.toMillis(),
                String.format(
                        Locale.ROOT, "%d ms the median, %d ms the longest", sorted.get(sorted.size() / 2), worst));
        trial.check(
                "no request fails, and no byte is wrong",
                clients.refused() == 0 && clients.wrong().isEmpty() && clients.acknowledged() > seconds,
                String.format(
                        Locale.ROOT,
                        "%d objects and %d reads, %d failed %s",
                        clients.acknowledged(),
                        clients.reads(),
                        clients.refused(),
                        clients.wrong()));
        for (String key : turns.keys.stream().distinct().toList()) {
            Voice.Answer unset = voice.unset(site.url(nodes.get(0)), key);
            assert unset.status() > 0;
        }
    }

    /** What came of it. */
    private record Turns(List<String> keys, List<Long> tookMillis, List<String> refused, List<String> notEverywhere) {}

    private Turns turn(int seconds, SplittableRandom random) throws InterruptedException {
        Turns turns = new Turns(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Knobs knobs = new Knobs(random.split());
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        for (long next = System.nanoTime(); next < end; next = Math.max(next + PERIOD.toNanos(), System.nanoTime())) {
            Thread.sleep(Math.max(0, (next - System.nanoTime()) / 1_000_000));
            Map.Entry<String, String> turn = knobs.next();
            String node = nodes.get(random.nextInt(nodes.size()));
            long begun = System.nanoTime();
            Voice.Answer answer = voice.set(site.url(node), turn.getKey(), turn.getValue());
            turns.tookMillis.add((System.nanoTime() - begun) / 1_000_000);
            turns.keys.add(turn.getKey());
            if (answer.status() == 200 && answer.body().getInteger("applied", 0) == nodes.size()) {
                knobs.turned(turn.getKey(), turn.getValue());
            } else if (answer.status() == INVALID) {
                turns.refused.add(turn.getKey());
            } else {
                turns.notEverywhere.add(turn + " " + answer.status() + " " + answer.body());
            }
        }
        return turns;
    }
}
