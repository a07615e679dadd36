package dev.cistern.bench.input;

import dev.cistern.bench.http.Body;
import dev.cistern.bench.http.ObjectClient;
import dev.cistern.bench.http.Response;
import dev.cistern.bench.node.NodeLaunch;
import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.trial.Trial;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** A small disk is filled: writes end with 507, what is stored stays good, and room made by deletes is used again. */
final class FullDisk {
    private static final int WRITES_MAX = 20_000;
    private static final int LENGTH_MAX = 1 << 20;
    private static final Duration RESUME_LIMIT = Duration.ofSeconds(5);
    /** Room for requests whose space the kernel gives out only at the last moment. */
    private static final String FREE_MIN = "store.free_min=4MiB";

    private final Trial trial;
    private final Map<String, Body> stored = new LinkedHashMap<>();

    FullDisk(Trial trial) {
        this.trial = trial;
    }

    void run() throws IOException, InterruptedException {
        Path folder = trial.newFolder("small-disk");
        try {
            Tmpfs disk = trial.keep(Tmpfs.mount(folder, "size=96m"));
            fill(NodeLaunch.in(disk.folder().resolve("data")).with(FREE_MIN));
        } catch (Tmpfs.UnavailableException e) {
            trial.skip("a full disk", e.getMessage());
        }
    }

    private void fill(NodeLaunch launch) throws IOException, InterruptedException {
        NodeProcess node = trial.keep(NodeProcess.start(launch, trial.folder().resolve("small-disk.log")));
        trial.say(
                "on 96 MiB: ready in %d ms",
                node.awaitReady(InputCommand.FIRST_START).toMillis());
        try (ObjectClient client = new ObjectClient(node.address(), InputCommand.BUCKET)) {
            client.createBucket();
            Optional<Response> refusal = putUntilRefused(client, trial.random("disk"));
            boolean full = refusal.isPresent() && refusal.get().status() == 507;
            trial.check(
                    "a full disk refuses writes with 507",
                    full,
                    refusal.map(r -> r.status() + " " + r.text()).orElse("never"));
            wholeAndListed(client, "on a full disk");
            deleteHalf(client);
            resume(client);
            wholeAndListed(client, "after writes resumed");
        }
        node.kill();
        NodeProcess again = trial.keep(NodeProcess.start(launch, trial.folder().resolve("small-disk.log")));
        trial.say(
                "on 96 MiB, again: ready in %d ms",
                again.awaitReady(InputCommand.FIRST_START).toMillis());
        try (ObjectClient client = new ObjectClient(again.address(), InputCommand.BUCKET)) {
            wholeAndListed(client, "after kill -9 and a restart");
        }
    }

    private Optional<Response> putUntilRefused(ObjectClient client, SplittableRandom random) throws IOException {
        for (int i = 0; i < WRITES_MAX; i++) {
            String key = String.format("fill-%05d", stored.size());
            Body body = Body.of(
                    trial.seed(),
                    key,
                    1,
                    random.nextInt(4) == 0 ? random.nextInt(16 << 10) : random.nextInt(LENGTH_MAX));
            Response answer = client.putForAnswer(key, body);
            if (answer.status() != 200) {
                return Optional.of(answer);
            }
            stored.put(key, body);
        }
        return Optional.empty();
    }

    private void wholeAndListed(ObjectClient client, String when) throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, Body> each : stored.entrySet()) {
            client.compare(each.getKey(), each.getValue()).ifPresent(what -> wrong.add(each.getKey() + ": " + what));
        }
        List<String> listed =
                client.list(1_000).stream().map(ObjectClient.Listed::key).toList();
        boolean same = listed.equals(stored.keySet().stream().sorted().toList());
        trial.check(
                when + " every object is whole and nothing else is listed",
                wrong.isEmpty() && same,
                stored.size() + " stored, " + listed.size() + " listed, " + wrong.size() + " wrong "
                        + wrong.stream().limit(3).toList());
    }

    private void deleteHalf(ObjectClient client) throws IOException {
        List<String> refused = new ArrayList<>();
        int wanted = stored.size() / 2;
        for (String key : List.copyOf(stored.keySet()).subList(0, wanted)) {
            int status = client.delete(key);
            if (status == 204) {
                stored.remove(key);
            } else {
                refused.add(key + " gave " + status);
            }
        }
        trial.check(
                "a full disk still deletes",
                refused.isEmpty(),
                wanted - refused.size() + " deleted "
                        + refused.stream().limit(3).toList());
    }

    private void resume(ObjectClient client) throws IOException, InterruptedException {
        long start = System.nanoTime();
        String key = "resumed";
        Body body = Body.of(trial.seed(), key, 1, 1 << 20);
        int status = client.put(key, body);
        while (status == 507 && System.nanoTime() - start < RESUME_LIMIT.toNanos()) {
            Thread.sleep(50);
            status = client.put(key, body);
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        if (status == 200) {
            stored.put(key, body);
        }
        trial.check("writes resume when there is room", status == 200, "status " + status + " after " + millis + " ms");
    }
}
