package dev.cistern.bench.rot;

import dev.cistern.bench.http.ObjectClient;
import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.rot.Stock.Item;
import dev.cistern.bench.rot.Stock.Seen;
import dev.cistern.bench.trial.Table;
import dev.cistern.bench.trial.Trial;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** What holds the bytes of objects goes bad under a running node, and is made good again. */
final class RottenData {
    /** So often, another object is read while one is bad. */
    private static final int OTHERS_EVERY = 10;

    private final Trial trial;
    private final Stock stock;
    private final SplittableRandom random;

    RottenData(Trial trial, Stock stock) {
        this.trial = trial;
        this.stock = stock;
        this.random = trial.random("data");
    }

    void run(NodeProcess node, int times) throws IOException {
        Map<Damage, Map<Seen, Integer>> seen = new EnumMap<>(Damage.class);
        int othersHarmed = 0;
        int notHealed = 0;
        try (ObjectClient client = new ObjectClient(node.address(), Stock.BUCKET)) {
            for (int time = 0; time < times; time++) {
                Item item = any(stock.large());
                Damage damage = Damage.any(random);
                byte[] good = item.place().read();
                item.place().write(damage.apply(good, random));
                seen.computeIfAbsent(damage, first -> new EnumMap<>(Seen.class))
                        .merge(Stock.look(client, item), 1, Integer::sum);
                if (time % OTHERS_EVERY == 0) {
                    othersHarmed += harmed(client, item);
                }
                item.place().write(good);
                notHealed += Stock.look(client, item) == Seen.WHOLE ? 0 : 1;
            }
        }
        report(times, seen, othersHarmed, notHealed);
    }

    private int harmed(ObjectClient client, Item but) throws IOException {
        Item other = any(stock.large());
        boolean large = other.equals(but) || Stock.look(client, other) == Seen.WHOLE;
        boolean small = Stock.look(client, any(stock.small())) == Seen.WHOLE;
        return (large ? 0 : 1) + (small ? 0 : 1);
    }

    private Item any(List<Item> items) {
        return items.get(random.nextInt(items.size()));
    }

    private void report(int times, Map<Damage, Map<Seen, Integer>> seen, int othersHarmed, int notHealed) {
        Table table = new Table("data", "refused", "wrong bytes", "absent", "not noticed");
        int refused = 0;
        int wrong = 0;
        for (Map.Entry<Damage, Map<Seen, Integer>> each : seen.entrySet()) {
            Map<Seen, Integer> counts = each.getValue();
            refused += counts.getOrDefault(Seen.REFUSED, 0);
            wrong += counts.getOrDefault(Seen.WRONG, 0);
            table.add(
                    each.getKey().toString(),
                    Integer.toString(counts.getOrDefault(Seen.REFUSED, 0)),
                    Integer.toString(counts.getOrDefault(Seen.WRONG, 0)),
                    Integer.toString(counts.getOrDefault(Seen.ABSENT, 0)),
                    Integer.toString(counts.getOrDefault(Seen.WHOLE, 0)));
        }
        trial.show(table);
        trial.check("data: no wrong byte is served", wrong == 0, wrong + " of " + times);
        trial.check("data: every damage is noticed", refused == times, refused + " of " + times);
        trial.check("data: other objects are served meanwhile", othersHarmed == 0, othersHarmed + " were not");
        trial.check("data: a file that is good again is served again", notHealed == 0, notHealed + " were not");
    }
}
