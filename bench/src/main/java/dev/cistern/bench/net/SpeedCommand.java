package dev.cistern.bench.net;

import dev.cistern.bench.speed.Series;
import dev.cistern.bench.trial.Table;
import dev.cistern.bench.trial.Trial;
import dev.cistern.bench.trial.TrialCommand;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The pooled client against Vert.x's own pool, on the same event loops and in turn. */
@Command(
        name = "speed",
        description =
                "Throughput, p99 and processor time of the pooled client against Vert.x's own pool, in pairs, in one run."
                        + " A fact fails when the median of the pairs' ratios is worse than 1.0 with 95 % confidence. About 6"
                        + " minutes.")
final class SpeedCommand extends TrialCommand {
    private static final int SMALL = 128;
    private static final int MIB = 1 << 20;

    private static final Duration LEAD_IN = Duration.ofMillis(300);

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "3", description = "Of each measurement. Default: 3")
    private int seconds;

    @Option(names = "--repeats", paramLabel = "N", defaultValue = "15", description = "Pairs. Default: 15")
    private int repeats;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "20",
            description = "Seconds of work that do not count, in turn, before each contest. Default: 20")
    private int warmUpSeconds;

    @Option(names = "--workers", paramLabel = "N", defaultValue = "64", description = "At a time. Default: 64")
    private int workers;

    @Option(
            names = "--loops",
            paramLabel = "N",
            description =
                    "Event loops on each side. Default: half of the processors, so that both sides have their own")
    private int loops = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    @Option(
            names = "--only",
            paramLabel = "WORK",
            defaultValue = "all",
            description = "get, large or put. Default: all")
    private String only = "all";

    private final Table table = new Table("work", "what", "Cistern", "Vert.x", "ratio");

    @Override
    protected void run(Trial trial) throws Exception {
        SpeedServerProcess server = trial.keep(SpeedServerProcess.start(loops));
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops).setPreferNativeTransport(false));
        trial.keep(() -> NearEnd.await(vertx.close()));
        SpeedRival ours = SpeedRival.ours(vertx, server.port(), workers);
        SpeedRival builtIn = SpeedRival.builtIn(vertx, server.port(), workers);
        Buffer body = Buffer.buffer(new byte[MIB]);
        var contest = new Contest(trial, new SpeedCrew(vertx, workers), ours, builtIn);
        if (chosen("get")) {
            contest.run("GET " + SMALL + " B", rival -> rival.get(SMALL).map(length -> length == SMALL));
        }
        if (chosen("large")) {
            contest.run("GET 1 MiB", rival -> rival.get(MIB).map(length -> length == MIB));
        }
        if (chosen("put")) {
            contest.run("PUT 1 MiB", rival -> rival.put(body).map(status -> status == 200));
        }
        trial.show(table);
    }

    private boolean chosen(String work) {
        return only.equals("all") || only.equals(work);
    }

    /** Both rivals at one kind of work after another. */
    private final class Contest {
        private final Trial trial;
        private final SpeedCrew crew;
        private final SpeedRival ours;
        private final SpeedRival builtIn;

        Contest(Trial trial, SpeedCrew crew, SpeedRival ours, SpeedRival builtIn) {
            this.trial = trial;
            this.crew = crew;
            this.ours = ours;
            this.builtIn = builtIn;
        }

        void run(String work, Function<SpeedRival, Future<Boolean>> request) throws Exception {
            Figures our = new Figures();
            Figures their = new Figures();
            for (int second = 0; second < warmUpSeconds; second++) {
                SpeedRival warm = second % 2 == 0 ? ours : builtIn;
                SpeedCrew.Result result = crew.run(Duration.ofSeconds(1), () -> request.apply(warm));
                trial.say("%s, warming up: %s %.0f/s", work, warm.name(), result.perSecond());
            }
            for (int pair = 1; pair <= repeats; pair++) {
                boolean oursFirst = pair % 2 == 1;
                measure(oursFirst ? ours : builtIn, request, oursFirst ? our : their);
                measure(oursFirst ? builtIn : ours, request, oursFirst ? their : our);
                trial.say(
                        "%s, %d/%d: %.0f/s, Vert.x %.0f/s",
                        work, pair, repeats, our.perSecond.last(), their.perSecond.last());
            }
            report(work, our, their);
        }

        /** After a moment that does not count: connections that waited for the other's turn to end are not steady work. */
        private void measure(SpeedRival rival, Function<SpeedRival, Future<Boolean>> request, Figures into)
                throws Exception {
            SpeedCrew.Result leadIn = crew.run(LEAD_IN, () -> request.apply(rival));
            trial.say("%s leads in with %d requests", rival.name(), leadIn.requests());
            into.add(crew.run(Duration.ofSeconds(seconds), () -> request.apply(rival)));
        }

        private void report(String work, Figures our, Figures their) {
            Series rate = row(work, "requests/s", our.perSecond, their.perSecond);
            Series p99 = row(work, "p99, ms", our.p99, their.p99);
            Series cpu = row(work, "processor time each, µs", our.cpu, their.cpu);
            Series loop = row(work, "of it on event loops, µs", our.loops, their.loops);
            Series bytes = row(work, "memory taken, bytes", our.bytes, their.bytes);
            trial.check(
                    work + ": throughput at least that of Vert.x",
                    rate.median95().high() >= 1,
                    ratio(rate));
            trial.check(work + ": p99 no longer", p99.median95().low() <= 1, ratio(p99));
            trial.check(
                    work + ": processor time no more",
                    cpu.median95().low() <= 1,
                    ratio(cpu) + "; event loops " + ratio(loop));
            trial.say("%s: memory taken, %s", work, ratio(bytes));
        }

        private Series row(String work, String what, Series our, Series their) {
            Series ratio = our.over(their);
            table.add(work, what, our.spread(2), their.spread(2), ratio.spread(3));
            return ratio;
        }
    }

    private static String ratio(Series ratios) {
        Series.Interval median = ratios.median95();
        return String.format(
                Locale.ROOT, "ratio %s, its median in %.3f–%.3f", ratios.spread(3), median.low(), median.high());
    }

    /** What one rival did at one kind of work. */
    private static final class Figures {
        private final Series perSecond = new Series();
        private final Series p99 = new Series();
        private final Series cpu = new Series();
        private final Series loops = new Series();
        private final Series bytes = new Series();

        void add(SpeedCrew.Result result) {
            perSecond.add(result.perSecond());
            p99.add(result.p99Millis());
            cpu.add(result.each(result.total().processNanos()) / 1e3);
            loops.add(result.each(result.total().loopNanos()) / 1e3);
            bytes.add(result.each(result.total().loopBytes()));
        }
    }
}
