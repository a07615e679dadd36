package dev.cistern.bench.net;

import dev.cistern.bench.farend.Certificate;
import dev.cistern.bench.farend.FarEnd;
import dev.cistern.bench.farend.FarEndOptions;
import dev.cistern.bench.farend.Manners;
import dev.cistern.bench.farend.Seen;
import dev.cistern.bench.trial.Trial;
import dev.cistern.bench.trial.TrialCommand;
import dev.cistern.net.client.ClientOptions;
import dev.cistern.net.client.HttpRequest;
import dev.cistern.net.client.Origin;
import io.vertx.core.net.PfxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A burst of requests does not become a burst of handshakes. */
@Command(
        name = "storm",
        mixinStandardHelpOptions = true,
        description = {
            "From 0 to 1,000 concurrent requests to one TLS host: never more handshakes at once than the dial limit, and no"
                    + " failed request. 20 s."
        })
final class StormCommand extends TrialCommand {
    private static final int PATIENCE_SECONDS = 60;
    private static final Duration RESPONSE_LIMIT = Duration.ofMinutes(1);

    @Option(names = "--requests", paramLabel = "N", defaultValue = "1000", description = "Default: ${DEFAULT-VALUE}")
    private int requests;

    @Option(names = "--dials", paramLabel = "N", defaultValue = "16", description = "Default: ${DEFAULT-VALUE}")
    private int dials;

    @Override
    protected void run(Trial trial) throws Exception {
        Path keystore = Certificate.make(trial.folder());
        storm(trial, keystore, "all of them held until the last is there", true);
        storm(trial, keystore, "each answered after 20 ms", false);
    }

    private void storm(Trial trial, Path keystore, String manner, boolean holding) throws Exception {
        FarEnd far = FarEnd.start(trial, FarEndOptions.plain().withTls(keystore));
        far.behave(Manners.good().serving(Duration.ofMillis(20)).holding(holding));
        var trust = new PfxOptions().setPath(keystore.toString()).setPassword(Certificate.PASSWORD);
        var options = new ClientOptions(trust, RESPONSE_LIMIT, RESPONSE_LIMIT);
        Knobs knobs = Knobs.of(
                "conns_per_host=" + requests,
                "idle_conns_per_host=" + requests,
                "dials_per_host=" + dials,
                "max_waiters=" + requests,
                "acquire_timeout=1m");
        try (NearEnd near = NearEnd.start(trial, options, knobs)) {
            Origin origin = new Origin("localhost", far.port(), true);
            Seen before = far.seen();
            Answers answers = new Answers();
            long start = System.nanoTime();
            for (int i = 0; i < requests; i++) {
                answers.add(near.fetch(HttpRequest.get(origin, "/" + i)), start);
            }
            if (holding && !far.await(seen -> seen.requests() == requests, PATIENCE_SECONDS)) {
                throw new IllegalStateException("only " + far.seen().requests() + " came");
            }
            double allThere = (System.nanoTime() - start) / 1e9;
            far.behave(Manners.good());
            answers.checkAllGood(trial, manner + ": no request fails");
            Seen seen = far.seen();
            trial.check(
                    manner + ": never more than " + dials + " handshakes at once",
                    seen.mostHandshaking() <= dials && seen.handshakes() > 0,
                    String.format(
                            Locale.ROOT,
                            "%d at once of %d, %d resumed; p99 %.0f ms%s",
                            seen.mostHandshaking(),
                            seen.handshakes(),
                            seen.resumed(),
                            answers.quantile(0.99),
                            holding ? String.format(Locale.ROOT, ", all there after %.2f s", allThere) : ""));
            near.compare(trial, before, seen);
        }
    }
}
