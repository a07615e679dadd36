package dev.cistern.bench.cluster;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.cistern.bench.trial.Await;
import dev.cistern.bench.trial.Trial;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Large objects are written and read through all nodes of a cluster while these die, stop, and lose their disks; then every byte of every
 * copy is counted.
 */
final class BlobFaults {
    private static final int CLIENTS = 4;
    private static final Duration LONGEST_REPAIR = Duration.ofMinutes(3);

    private final Trial trial;
    private final Site site;
    private final Voice voice;
    private final Strike strike;
    private final List<String> nodes;
    private final ObjectFaults.Settled settled;

    BlobFaults(Trial trial, Site site, Voice voice, Strike strike, ObjectFaults.Settled settled) {
        this.trial = trial;
        this.site = site;
        this.voice = voice;
        this.strike = strike;
        this.nodes = strike.nodes();
        this.settled = settled;
    }

    /** @param faults in turn: one node killed, one stopped for a while, the blobs of one lost, all killed at once */
    void run(int faults) throws Exception {
        trial.beginPart(
                faults + " × a node killed, stopped, or without its blobs, while objects up to 8 MiB are written");
        Voice.Answer made =
                voice.ask(site.url(nodes.get(0)), "POST", "/v1/buckets/blobs", "{\"action\":\"create-bck\"}");
        trial.check(
                "a bucket is made", made.status() == 200 || made.status() == 201, made.status() + " " + made.body());
        SplittableRandom random = strike.random();
        BlobClients clients = new BlobClients(site, nodes, BlobClients.UP_TO_8_MIB);
        clients.start(CLIENTS, random.split());
        for (int i = 0; i < faults; i++) {
            Thread.sleep(2_000 + random.nextInt(1_000));
            strike(i % 4);
            settled.await();
        }
        Thread.sleep(2_000);
        clients.end();
        trial.say(
                "%d objects acknowledged, %d MiB; %d refused; %d reads",
                clients.acknowledged(), clients.bytes() >> 20, clients.refused(), clients.reads());
        trial.check(
                "no wrong byte is read meanwhile, and nothing that was acknowledged is said not to be there",
                clients.wrong().isEmpty(),
                clients.wrong());
        judge(clients);
        loseADisk(clients);
    }

    private void strike(int how) throws Exception {
        switch (how) {
            case 0 -> strike.kill(strike.anyNode());
            case 1 -> strike.stop(strike.anyNode());
            case 2 -> {
                String victim = strike.anyNode();
                site.kill(victim);
                deleteBlobs(site.data(victim));
                site.start(victim);
                // Another loss before the copies are back could be one too many.
                awaitWhole(false);
            }
            default -> strike.killAll();
        }
    }

    /** Their files, and the segments that they share; the index of these stays. */
    private static void deleteBlobs(Path data) throws IOException {
        delete(data.resolve("blobs"), file -> true);
        delete(data.resolve("segments"), file -> file.toString().endsWith(".segment"));
    }

    private static void delete(Path folder, Predicate<Path> which) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).filter(which).toList()) {
                Files.delete(file);
            }
        }
    }

    private void judge(BlobClients clients) throws Exception {
        JsonObject census = awaitWhole(true);
        trial.check(
                "every object is back on three nodes, every byte of them verified",
                census.getBoolean("whole", false) && census.getLong("blobs", 0L) > 0,
                census.encode());
        for (String node : nodes) {
            List<String> lost = clients.lostOn(node);
            trial.check(
                    "every acknowledged object is read through " + node,
                    lost.isEmpty() && clients.acknowledged() > 20,
                    String.format(
                            Locale.ROOT,
                            "%d of %d lost: %s",
                            lost.size(),
                            clients.acknowledged(),
                            lost.subList(0, Math.min(5, lost.size()))));
        }
    }

    /** The node is another incarnation then, and its records and blobs are fetched anew. */
    private void loseADisk(BlobClients clients) throws Exception {
        trial.beginPart("a node loses its whole disk");
        String victim = nodes.get(2);
        site.kill(victim);
        boolean unused = Await.within(LONGEST_REPAIR, () -> "away"
                .equals(voice.states(site.url(nodes.get(0))).get(victim)));
        site.addWiped(victim, nodes.get(0));
        settled.await();
        judge(clients);
    }

    /** The last census, be it whole or not. */
    @CanIgnoreReturnValue
    private JsonObject awaitWhole(boolean verify) throws Exception {
        long deadline = System.nanoTime() + LONGEST_REPAIR.toNanos();
        List<String> urls = new ArrayList<>();
        nodes.forEach(name -> urls.add(site.url(name)));
        JsonObject census = new JsonObject();
        while (System.nanoTime() < deadline) {
            census = voice.ask(urls.get(0), "GET", "/v1/cluster/census?verify=" + verify, "")
                    .body();
            if (census.getBoolean("whole", false)) {
                return census;
            }
            Thread.sleep(1_000);
        }
        return census;
    }
}
