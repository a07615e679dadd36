package dev.cistern.bench.cluster;

import dev.cistern.bench.node.AdminClient;
import dev.cistern.bench.trial.Await;
import dev.cistern.bench.trial.Trial;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;

/**
 * A node becomes three, five and three again while objects are written and read, and while nodes that are neither coming nor going are
 * killed, so that the moving of copies breaks off and has to go on.
 */
final class GrowthFaults {
    private static final int CLIENTS = 4;
    private static final Duration LONGEST_MOVE = Duration.ofMinutes(5);
    /** Between the fullest and the emptiest of nodes of the same weight, of what each holds. */
    private static final double MOST_UNEVEN = 0.10;

    private static final String IN_SEGMENTS = "cistern_engine_segment_live_bytes";

    private final Trial trial;
    private final Site site;
    private final Voice voice;
    private final Callable<Boolean> together;

    /** @param together whether all nodes of the site know each other */
    GrowthFaults(Trial trial, Site site, Voice voice, Callable<Boolean> together) {
        this.trial = trial;
        this.site = site;
        this.voice = voice;
        this.together = together;
    }

    /** @param objects that there are before it grows; so many that chance alone does not make it uneven, 1,500 or more */
    void run(int objects) throws Exception {
        trial.beginPart("1 → 3 → 5 → 3 nodes that hold objects");
        SplittableRandom random = trial.random("growth");
        site.add("g1", "");
        Voice.Answer made = voice.ask(site.url("g1"), "POST", "/v1/buckets/blobs", "{\"action\":\"create-bck\"}");
        trial.check("a bucket is made", made.status() / 100 == 2, made.status() + " " + made.body());
        // As fast as it goes: with all nodes on one machine clients never have as much of it as they had alone.
        Voice.Answer fast = voice.set(site.url("g1"), "cluster.repair_rate", "1GiB");
        trial.check("copies are made as fast as can be", fast.status() == 200, fast.status() + " " + fast.body());
        // None larger, since a few large ones would make it uneven by chance.
        BlobClients clients = new BlobClients(site, List.of("g1"), BlobClients.UP_TO_64_KIB);
        clients.fill("g1", objects, random);
        clients.start(CLIENTS, random.split());
        grow(clients, List.of("g2", "g3"), "g2");
        judgeMoved("three nodes hold three copies of each, and are even");
        grow(clients, List.of("g4", "g5"), "g1");
        judgeMoved("five nodes hold three copies of each, and are even");
        shrink(clients, "g5", "g2");
        shrink(clients, "g4", "g3");
        clients.end();
        judge(clients);
        site.names().forEach(site::forget);
    }

    /** They join; then a member is killed while copies are on their way, and comes back. */
    private void grow(BlobClients clients, List<String> fresh, String bystander) throws Exception {
        for (String name : fresh) {
            site.add(name, "g1");
        }
        boolean unused = Await.within(LONGEST_MOVE, together);
        clients.ask(site.names());
        killAndStart(bystander);
    }

    private void killAndStart(String bystander) throws Exception {
        site.kill(bystander);
        Thread.sleep(2_000);
        site.start(bystander);
        boolean unused = Await.within(LONGEST_MOVE, together);
    }

    private void shrink(BlobClients clients, String leaving, String bystander) throws Exception {
        String asked = site.url("g1");
        clients.ask(site.names().stream().filter(name -> !name.equals(leaving)).toList());
        String path = "/v1/cluster/members/" + leaving;
        Voice.Answer begun = voice.ask(asked, "PUT", path + "/drain", "{}");
        killAndStart(bystander);
        boolean empty = Await.within(LONGEST_MOVE, () -> {
            Voice.Answer left = voice.ask(asked, "GET", path + "/drain", "");
            return left.status() == 200 && left.body().getLong("blobs", 1L) == 0;
        });
        boolean removed = Await.within(
                LONGEST_MOVE, () -> voice.ask(asked, "DELETE", path, "").status() == 204);
        trial.check(
                leaving + " is drained while " + bystander + " is killed, and taken out",
                begun.status() / 100 == 2 && empty && removed,
                "drain " + begun.status() + ", empty " + empty + ", removed " + removed);
        site.forget(leaving);
        boolean unused = Await.within(LONGEST_MOVE, together);
    }

    private void judgeMoved(String fact) throws Exception {
        boolean moved = Await.within(LONGEST_MOVE, () -> isWhole(census(false)) && unevenness() <= MOST_UNEVEN);
        List<String> held = new ArrayList<>();
        for (String name : site.names()) {
            held.add(String.format(Locale.ROOT, "%s %d KiB", name, bytes(name) >> 10));
        }
        trial.check(
                fact,
                moved,
                String.format(Locale.ROOT, "%s: %.1f %% apart", String.join(", ", held), unevenness() * 100));
    }

    private void judge(BlobClients clients) throws Exception {
        boolean whole = Await.within(LONGEST_MOVE, () -> isWhole(census(false)));
        JsonObject census = census(true);
        trial.check(
                "every object is on three nodes in the end, every byte of them verified",
                whole && census.getBoolean("whole", false) && census.getLong("blobs", 0L) > 0,
                census.encode());
        trial.check(
                "no request fails but such as may be sent again, and no wrong byte is read",
                clients.wrong().isEmpty(),
                clients.acknowledged() + " objects, " + clients.reads() + " reads, " + clients.refused()
                        + " to be sent again" + clients.wrong());
        List<String> lost = clients.lostOn("g1");
        trial.check(
                "no object is lost",
                lost.isEmpty() && clients.acknowledged() > 0,
                lost.size() + " of " + clients.acknowledged() + " lost "
                        + lost.stream().limit(5).toList());
    }

    private JsonObject census(boolean verify) throws InterruptedException {
        return voice.ask(site.url("g1"), "GET", "/v1/cluster/census?verify=" + verify, "")
                .body();
    }

    /** With nothing left where it is not wished any more. */
    private static boolean isWhole(JsonObject census) {
        return census.getBoolean("whole", false) && census.getLong("surplus", 1L) == 0;
    }

    /** How much more than the emptiest the fullest node holds, as a part of the mean. */
    private double unevenness() throws IOException {
        long least = Long.MAX_VALUE;
        long most = 0;
        long sum = 0;
        for (String name : site.names()) {
            long bytes = bytes(name);
            least = Math.min(least, bytes);
            most = Math.max(most, bytes);
            sum += bytes;
        }
        return sum == 0 ? 1 : (most - least) / ((double) sum / site.names().size());
    }

    /** Of the bodies on a node, in files of their own and in segments, which come and go meanwhile. */
    private long bytes(String name) throws IOException {
        return (long) new AdminClient(site.address(name)).metric(IN_SEGMENTS) + inFiles(site.data(name));
    }

    private static long inFiles(Path data) throws IOException {
        LongAdder sum = new LongAdder();
        Path unused = Files.walkFileTree(data.resolve("blobs"), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                sum.add(attributes.isRegularFile() ? attributes.size() : 0);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
        return sum.sum();
    }
}
