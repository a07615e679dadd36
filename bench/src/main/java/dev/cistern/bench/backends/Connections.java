package dev.cistern.bench.backends;

import dev.cistern.bench.flip.Flipper;
import dev.cistern.bench.flip.Knobs;
import dev.cistern.bench.speed.Count;
import dev.cistern.bench.trial.Table;
import dev.cistern.bench.trial.Trial;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/** The connections between a node and its clouds while what is cold is read: knobs turned, and as advised. */
final class Connections {
    private static final int OBJECTS = 4_000;
    private static final int OBJECT_BYTES = 16 * 1024;
    private static final int FLIP_MILLIS = 200;
    private static final double DIALS_GOAL = 5;
    private static final int SETTLE_SECONDS = 3;

    private final Trial trial;
    private final Link link;
    private final Load objects;
    private final Table table = new Table("settings", "cold requests", "dials", "dials per 1,000");

    Connections(Trial trial, Link link) {
        this.trial = trial;
        this.link = link;
        this.objects = new Load(trial.seed(), OBJECT_BYTES, OBJECTS, 4);
    }

    void run(Duration length) throws Exception {
        Count unused = objects.write(new Load.Place(link.address(), S3Upstream::target));
        flip(length);
        advised(length);
        trial.show(table);
    }

    private void flip(Duration length) throws Exception {
        Front front = Front.start(trial, "flipped");
        Flipper flipper = new Flipper(trial, front.address(), Knobs.ofBackends(trial.random("knobs of backends")));
        try (ColdLoad load = new ColdLoad(front, S3Upstream.backend(link.address()), objects)) {
            long dials = link.dials();
            load.start(trial);
            flipper.flipUntil(System.nanoTime() + length.toNanos());
            load.stop(trial, "knobs of layer 3 turned under cold load: 0 failed");
            double unused = row("turned every " + FLIP_MILLIS + " ms", load.served(), link.dials() - dials);
        }
        flipper.report((int) (length.toMillis() / FLIP_MILLIS * 8 / 10));
        front.node().kill();
    }

    /** First with as few idle connections as Go keeps, then as the node itself advises. */
    private void advised(Duration length) throws Exception {
        Front front = Front.start(trial, "advised");
        front.set(new JsonObject().put("net.http.backend_idle_conns_per_host", "2"));
        try (ColdLoad load = new ColdLoad(front, S3Upstream.backend(link.address()), objects)) {
            load.start(trial);
            double few = measured(load, "2 idle connections a host, as in Go", length);
            JsonObject changes = front.advice().getJsonObject("changes", new JsonObject());
            trial.say("advised: %s", changes.encode());
            if (!changes.isEmpty()) {
                front.set(changes);
            }
            Thread.sleep(Duration.ofSeconds(SETTLE_SECONDS).toMillis());
            double dials = measured(load, "as the node advises: " + assignments(changes), length);
            trial.check(
                    "at most 5 dials per 1,000 cold requests as advised",
                    dials <= DIALS_GOAL && !changes.isEmpty(),
                    String.format(Locale.ROOT, "%.2f, before %.1f", dials, few));
            load.stop(trial, "settings taken as advised under cold load: 0 failed");
        }
    }

    private static String assignments(JsonObject changes) {
        return String.join(
                ", ",
                changes.stream()
                        .map(change -> "`" + change.getKey() + "=" + change.getValue() + "`")
                        .toList());
    }

    private double measured(ColdLoad load, String settings, Duration length) throws IOException, InterruptedException {
        long served = load.served();
        long dials = link.dials();
        Thread.sleep(length.toMillis());
        return row(settings, load.served() - served, link.dials() - dials);
    }

    private double row(String settings, long requests, long dials) {
        double each = dials * 1_000.0 / Math.max(1, requests);
        table.add(settings, Long.toString(requests), Long.toString(dials), String.format(Locale.ROOT, "%.2f", each));
        return each;
    }
}
