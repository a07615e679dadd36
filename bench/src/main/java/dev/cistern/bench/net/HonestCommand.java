package dev.cistern.bench.net;

import dev.cistern.bench.farend.FarEnd;
import dev.cistern.bench.farend.FarEndOptions;
import dev.cistern.bench.farend.Manners;
import dev.cistern.bench.farend.Seen;
import dev.cistern.bench.speed.Series;
import dev.cistern.bench.trial.Table;
import dev.cistern.bench.trial.Trial;
import dev.cistern.bench.trial.TrialCommand;
import dev.cistern.net.client.HttpRequest;
import dev.cistern.net.client.Origin;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the adviser predicts comes true. */
@Command(
        name = "honest",
        mixinStandardHelpOptions = true,
        description = {
            "500 requests a second at random moments, 20 ms each, recorded with default settings; from them the adviser says how"
                    + " many dials 1,000 requests would cost with each of five others. Each is then applied to the running"
                    + " client, and the server counts what it accepts of requests that come anew: within 20 % of what was"
                    + " predicted, or 2 per 1,000. 10 minutes."
        })
final class HonestCommand extends TrialCommand {
    private static final double PER_SECOND = 500;
    private static final Duration SERVICE = Duration.ofMillis(20);
    private static final int WARMING_SECONDS = 10;
    private static final int SETTLING_SECONDS = 3;
    private static final int PATIENCE_SECONDS = 60;
    private static final double SHARE = 0.2;
    private static final double PER_THOUSAND = 2;
    private static final Knobs BEFORE = Knobs.of();

    /** From too few for the half of the requests at once to those that L + 3√L asks for; and one that keeps none for long. */
    private static final List<String> SETTINGS = List.of(
            "idle_conns_per_host=4",
            "idle_conns_per_host=8",
            "idle_conns_per_host=12",
            "idle_conns_per_host=20",
            "idle_conn_time=100ms");

    @Option(names = "--seconds", paramLabel = "S", defaultValue = "30", description = "Default: ${DEFAULT-VALUE}")
    private int seconds;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            defaultValue = "3",
            description = "Recordings, each followed by every setting. Default: ${DEFAULT-VALUE}")
    private int repeats;

    private final Map<String, Figures> all = new LinkedHashMap<>();

    /** What was predicted of a setting and what came, per 1,000 requests, over the repeats. */
    private static final class Figures {
        private final Series predicted = new Series();
        private final Series measured = new Series();

        void add(double foretold, double seen) {
            predicted.add(foretold);
            measured.add(seen);
        }
    }

    @Override
    protected void run(Trial trial) throws Exception {
        FarEnd far = FarEnd.start(trial, FarEndOptions.plain());
        far.behave(Manners.good().serving(SERVICE));
        Answers answers = new Answers();
        SplittableRandom random = trial.random("arrivals");
        // What the first requests of a program take would be recorded as a burst.
        try (NearEnd cold = NearEnd.start(trial, BEFORE)) {
            send(new Stage(far, cold, random, answers), WARMING_SECONDS);
            answers.awaitAll(PATIENCE_SECONDS);
        }
        for (int i = 1; i <= repeats; i++) {
            try (NearEnd near = NearEnd.start(trial, BEFORE)) {
                trial.say("round %d of %d", i, repeats);
                round(trial, new Stage(far, near, random, answers));
            }
        }
        report(trial);
        answers.checkAllGood(trial, "no request fails");
    }

    /** Where it takes place. */
    private record Stage(FarEnd far, NearEnd near, SplittableRandom random, Answers answers) {}

    private void round(Trial trial, Stage stage) throws Exception {
        Seen start = stage.far().seen();
        double recorded = dialsPerThousand(stage);
        Advised advised = Advised.of(stage.near(), BEFORE);
        figures("defaults, as recorded").add(advised.advice().now().dialsPerThousand(), recorded);
        for (String setting : SETTINGS) {
            Knobs knobs = BEFORE.with(setting);
            double predicted = advised.whatIf(knobs).dialsPerThousand();
            stage.near().apply(knobs);
            double measured = dialsPerThousand(stage);
            figures(setting).add(predicted, measured);
            trial.say("%s: %.1f predicted, %.1f measured", setting, predicted, measured);
        }
        stage.answers().awaitAll(PATIENCE_SECONDS);
        stage.near().compare(trial, start, stage.far().seen());
    }

    private Figures figures(String setting) {
        return all.computeIfAbsent(setting, first -> new Figures());
    }

    /** Sends for a while, and counts at the far end what came after the first seconds. */
    private double dialsPerThousand(Stage stage) throws Exception {
        send(stage, SETTLING_SECONDS);
        Seen before = stage.far().seen();
        send(stage, seconds);
        Seen after = stage.far().seen();
        return 1_000.0 * (after.accepted() - before.accepted()) / Math.max(1, after.requests() - before.requests());
    }

    private static void send(Stage stage, int time) {
        Origin origin = new Origin("127.0.0.1", stage.far().port(), false);
        new OpenLoop(PER_SECOND, stage.random())
                .run(time, () -> stage.near().fetch(HttpRequest.get(origin, "/")), stage.answers());
    }

    private void report(Trial trial) {
        Table table = new Table("settings", "predicted per 1,000", "measured", "off by", "allowed");
        all.forEach((setting, figures) -> {
            double predicted = mean(figures.predicted);
            double measured = mean(figures.measured);
            table.add(
                    setting,
                    figures.predicted.spread(1),
                    figures.measured.spread(1),
                    number("%+.1f", measured - predicted),
                    number("%.1f", allowed(predicted)));
        });
        trial.show(table);
        for (String setting : SETTINGS) {
            double predicted = mean(figures(setting).predicted);
            double measured = mean(figures(setting).measured);
            trial.check(
                    setting + ": dials as predicted, within 20 % or 2 per 1,000",
                    Math.abs(measured - predicted) <= allowed(predicted),
                    number("%.1f predicted", predicted) + number(", %.1f measured", measured));
        }
    }

    private static double mean(Series series) {
        return series.values().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
    }

    private static double allowed(double predicted) {
        return Math.max(PER_THOUSAND, SHARE * predicted);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
