package dev.cistern.bench.net;

import dev.cistern.bench.farend.FarEnd;
import dev.cistern.bench.farend.FarEndOptions;
import dev.cistern.bench.farend.Life;
import dev.cistern.bench.farend.Manners;
import dev.cistern.bench.farend.Seen;
import dev.cistern.bench.trial.Trial;
import dev.cistern.bench.trial.TrialCommand;
import dev.cistern.net.client.HttpRequest;
import dev.cistern.net.client.Origin;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Connections end by age however busy they are, and not all at once. */
@Command(
        name = "lifetime",
        mixinStandardHelpOptions = true,
        description = {
            "Connections end by age under load: lifetime 1 s ± 10 %, saturated HTTP/1.1 and busy HTTP/2, 10 s each; at least"
                    + " 9 generations per slot, no failed request, ends spread over at least 15 % of a life. 30 s."
        })
final class LifetimeCommand extends TrialCommand {
    private static final int SLOTS = 8;
    private static final int HTTP2_SLOTS = 4;
    private static final int STREAMS = 16;
    private static final double GENERATIONS = 9.0 / 10;
    private static final double SPREAD = 0.15;

    @Option(names = "--seconds", paramLabel = "S", defaultValue = "10", description = "Default: ${DEFAULT-VALUE}")
    private int seconds;

    @Override
    protected void run(Trial trial) throws Exception {
        Knobs knobs = Knobs.of("max_lifetime=1s", "acquire_timeout=30s");
        FarEnd http1 = FarEnd.start(trial, FarEndOptions.plain());
        Load load = new Load("HTTP/1.1", SLOTS, 2 * SLOTS);
        measure(trial, http1, load, knobs.with("conns_per_host=" + SLOTS));
        FarEnd http2 = FarEnd.start(trial, FarEndOptions.plain().withHttp2());
        Load streams = new Load("HTTP/2", HTTP2_SLOTS, HTTP2_SLOTS * STREAMS);
        measure(trial, http2, streams, knobs.with("conns_per_host=" + HTTP2_SLOTS, "transport.protocol=http2"));
    }

    private record Load(String protocol, int slots, int workers) {}

    private void measure(Trial trial, FarEnd far, Load load, Knobs knobs) throws Exception {
        far.behave(Manners.good().serving(Duration.ofMillis(5)));
        try (NearEnd near = NearEnd.start(trial, knobs)) {
            Origin origin = new Origin("127.0.0.1", far.port(), false);
            Answers answers = new Answers();
            ClosedLoop loop = new ClosedLoop(near, number -> HttpRequest.get(origin, "/" + number), answers::add);
            Seen before = far.seen();
            loop.run(load.workers(), Duration.ofSeconds(seconds));
            Seen after = far.seen();
            long accepted = after.accepted() - before.accepted();
            double perSlot = (double) accepted / load.slots();
            trial.check(
                    load.protocol() + ": at least 9 generations per slot in 10 s",
                    perSlot >= GENERATIONS * seconds,
                    String.format(Locale.ROOT, "%.1f in %d s; %d requests", perSlot, seconds, after.requests()));
            answers.checkAllGood(trial, load.protocol() + ": no request fails");
            trial.check(
                    load.protocol() + ": none is cut while it works",
                    far.seen().brokenOff() == 0,
                    far.seen().brokenOff() + " broken off");
            spread(trial, load, far.lives());
            near.compare(trial, before, far.seen());
        }
    }

    private static void spread(Trial trial, Load load, List<Life> lives) {
        double[] ages = lives.stream().mapToDouble(Life::seconds).sorted().toArray();
        if (ages.length < 2 * load.slots()) {
            trial.check(load.protocol() + ": connections end", false, ages.length + " ended");
            return;
        }
        double early = ages[ages.length / 20];
        double late = ages[ages.length - 1 - ages.length / 20];
        trial.check(
                load.protocol() + ": ends spread over at least 15 % of a life",
                late - early >= SPREAD,
                String.format(
                        Locale.ROOT,
                        "nine tenths ended between %.2f and %.2f s of age, all between %.2f and %.2f",
                        early,
                        late,
                        ages[0],
                        ages[ages.length - 1]));
    }
}
