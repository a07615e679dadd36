package dev.cistern.bench.net;

import dev.cistern.bench.farend.FarEnd;
import dev.cistern.bench.farend.FarEndOptions;
import dev.cistern.bench.farend.Manners;
import dev.cistern.bench.farend.Seen;
import dev.cistern.bench.trial.Trial;
import dev.cistern.bench.trial.TrialCommand;
import dev.cistern.net.client.ClientOptions;
import dev.cistern.net.client.HttpRequest;
import dev.cistern.net.client.Origin;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** New addresses of a name get their share. */
@Command(
        name = "spread",
        mixinStandardHelpOptions = true,
        description = {
            "A name that has 2 addresses, then 4: the new ones must have at least 20 % of the load within max_lifetime of the"
                    + " change, nobody having told us. 80 s."
        })
final class SpreadCommand extends TrialCommand {
    private static final String NAME = "far.end.test";
    private static final double PER_SECOND = 300;
    private static final Duration SERVICE = Duration.ofMillis(50);
    private static final int BEFORE_SECONDS = 5;
    private static final int WINDOW_SECONDS = 5;
    private static final double SHARE = 0.2;

    @Option(
            names = "--lifetime",
            paramLabel = "S",
            defaultValue = "60",
            description = "max_lifetime, in seconds. Default: ${DEFAULT-VALUE}")
    private int lifetimeSeconds;

    @Override
    protected void run(Trial trial) throws Exception {
        FarEnd far = FarEnd.start(trial, FarEndOptions.plain().onLoopback(4));
        far.behave(Manners.good().serving(SERVICE));
        NameServer names = trial.keep(NameServer.start(addresses(2)));
        var resolving = new AddressResolverOptions()
                .addServer("127.0.0.1:" + names.port())
                .setSearchDomains(List.of())
                .setNdots(1);
        Vertx vertx = Vertx.vertx(new VertxOptions().setAddressResolverOptions(resolving));
        try (NearEnd near =
                NearEnd.on(vertx, trial, ClientOptions.defaults(), Knobs.of("max_lifetime=" + lifetimeSeconds + "s"))) {
            Origin origin = new Origin(NAME, far.port(), false);
            Seen start = far.seen();
            Answers answers = new Answers();
            OpenLoop loop = new OpenLoop(PER_SECOND, trial.random("arrivals"));
            CompletableFuture<Void> load = CompletableFuture.runAsync(() -> loop.run(
                    BEFORE_SECONDS + lifetimeSeconds, () -> near.fetch(HttpRequest.get(origin, "/")), answers));
            TimeUnit.SECONDS.sleep(BEFORE_SECONDS);
            Seen before = far.seen();
            trial.check(
                    "two addresses share the load before the change",
                    share(start, before, 1) >= SHARE && share(start, before, 2) >= SHARE,
                    shares(start, before));
            names.give(addresses(4));
            TimeUnit.SECONDS.sleep(lifetimeSeconds - WINDOW_SECONDS);
            Seen windowStart = far.seen();
            load.join();
            Seen windowEnd = far.seen();
            double fresh = share(windowStart, windowEnd, 3) + share(windowStart, windowEnd, 4);
            trial.check(
                    "the two new ones have 20 % of it in the last " + WINDOW_SECONDS + " s of a lifetime",
                    fresh >= SHARE,
                    String.format(
                            Locale.ROOT,
                            "%.0f %%; %s; the name was asked for %d times",
                            100 * fresh,
                            shares(windowStart, windowEnd),
                            names.asked()));
            answers.checkAllGood(trial, "no request fails");
            near.compare(trial, start, far.seen());
        }
    }

    private static List<InetAddress> addresses(int count) throws UnknownHostException {
        List<InetAddress> addresses = new ArrayList<>();
        for (int last = 1; last <= count; last++) {
            addresses.add(InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last}));
        }
        return addresses;
    }

    private static double share(Seen from, Seen to, int last) {
        String address = "127.0.0." + last;
        long all = to.requests() - from.requests();
        long here = to.requestsByAddress().getOrDefault(address, 0L)
                - from.requestsByAddress().getOrDefault(address, 0L);
        return all == 0 ? 0 : (double) here / all;
    }

    private static String shares(Seen from, Seen to) {
        StringBuilder text = new StringBuilder("by address");
        for (int last = 1; last <= 4; last++) {
            text.append(String.format(Locale.ROOT, " %.0f %%", 100 * share(from, to, last)));
        }
        return text.toString();
    }
}
