package dev.cistern.bench.rot;

import dev.cistern.bench.http.ObjectClient;
import dev.cistern.bench.node.NodeLaunch;
import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.rot.Stock.Item;
import dev.cistern.bench.rot.Stock.Seen;
import dev.cistern.bench.trial.Table;
import dev.cistern.bench.trial.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Files of records go bad while the node is down: it says so, at its start or when it reads, and serves nothing wrong. */
final class RottenRecords {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /** Those that hold records, and those that say which files do. */
    private static final Pattern HOLDS = Pattern.compile(".*\\.(sst|log|blob)|MANIFEST-.*|CURRENT");

    private final Trial trial;
    private final Stock stock;
    private final NodeLaunch launch;
    private final SplittableRandom random;
    private final Table table = new Table("records", "damage", "the node", "whole", "refused", "absent", "wrong");
    private int wrong;
    private int unnoticed;
    private int silent;

    RottenRecords(Trial trial, Stock stock, NodeLaunch launch) {
        this.trial = trial;
        this.stock = stock;
        this.launch = launch;
        this.random = trial.random("records");
    }

    /** @param when how the node ended before */
    void run(String when, int times) throws IOException, InterruptedException {
        Path records = launch.data().resolve("records");
        Map<Path, byte[]> good = read(records);
        Path floor = launch.data().resolve("records-floor");
        byte[] goodFloor = Files.readAllBytes(floor);
        List<Map.Entry<Path, byte[]>> candidates = good.entrySet().stream()
                .filter(file -> file.getValue().length > 0
                        && HOLDS.matcher(file.getKey().getFileName().toString()).matches())
                .sorted(Map.Entry.comparingByKey())
                .toList();
        for (int time = 0; time < times; time++) {
            Map.Entry<Path, byte[]> file = candidates.get(time % candidates.size());
            Damage damage = Damage.any(random);
            Damage.overwrite(file.getKey(), damage.apply(file.getValue(), random));
            observe(file.getKey().getFileName().toString(), damage);
            restore(records, good);
            Files.write(floor, goodFloor);
        }
        trial.show(table);
        trial.check(
                "records " + when + ": no wrong byte is served", wrong == 0, wrong + " of " + times + " served some");
        trial.check(
                "records " + when + ": nothing is missing without a word", unnoticed == 0, unnoticed + " of " + times);
        trial.check("records " + when + ": a node that does not start says why", silent == 0, silent + " did not");
    }

    private void observe(String file, Damage damage) throws IOException, InterruptedException {
        Path log = trial.folder().resolve("records.log");
        Files.deleteIfExists(log);
        Map<Seen, Integer> seen = new EnumMap<>(Seen.class);
        String state = "serves";
        try (NodeProcess node = NodeProcess.start(launch, log)) {
            if (starts(node, file)) {
                lookAtAll(node, seen);
            } else {
                state = "refuses to start";
            }
        }
        int absent = seen.getOrDefault(Seen.ABSENT, 0);
        boolean said = state.startsWith("refuses");
        wrong += seen.getOrDefault(Seen.WRONG, 0) > 0 ? 1 : 0;
        unnoticed += absent > 0 && !said ? 1 : 0;
        table.add(
                file,
                damage.toString(),
                state,
                Integer.toString(seen.getOrDefault(Seen.WHOLE, 0)),
                Integer.toString(seen.getOrDefault(Seen.REFUSED, 0)),
                Integer.toString(absent),
                Integer.toString(seen.getOrDefault(Seen.WRONG, 0)));
    }

    /** Else it has to name the file, or to say that something is missing. */
    private boolean starts(NodeProcess node, String file) throws IOException, InterruptedException {
        try {
            Duration ready = node.awaitReady(PATIENCE);
            return !ready.isNegative();
        } catch (IOException e) {
            String said = node.log();
            silent += said.contains(file) || said.contains("had been stored") || said.contains("opening the records")
                    ? 0
                    : 1;
            return false;
        }
    }

    private void lookAtAll(NodeProcess node, Map<Seen, Integer> seen) throws IOException {
        List<Item> all = new ArrayList<>(stock.large());
        all.addAll(stock.small());
        try (ObjectClient client = new ObjectClient(node.address(), Stock.BUCKET)) {
            for (Item item : all) {
                seen.merge(Stock.look(client, item), 1, Integer::sum);
            }
        }
    }

    private static Map<Path, byte[]> read(Path folder) throws IOException {
        Map<Path, byte[]> files = new HashMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(file, Files.readAllBytes(file));
            }
        }
        return files;
    }

    private static void restore(Path folder, Map<Path, byte[]> good) throws IOException {
        for (Path file : read(folder).keySet()) {
            if (!good.containsKey(file)) {
                Files.delete(file);
            }
        }
        for (Map.Entry<Path, byte[]> file : good.entrySet()) {
            Files.write(file.getKey(), file.getValue());
        }
    }
}
