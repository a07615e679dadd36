package dev.cistern.bench.net;

import dev.cistern.bench.farend.FarEnd;
import dev.cistern.bench.farend.FarEndOptions;
import dev.cistern.bench.farend.Manners;
import dev.cistern.bench.farend.Seen;
import dev.cistern.bench.trial.Table;
import dev.cistern.bench.trial.Trial;
import dev.cistern.bench.trial.TrialCommand;
import dev.cistern.net.CloseReason;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** No request is lost to a peer that closes as it comes. */
@Command(
        name = "stale",
        mixinStandardHelpOptions = true,
        description = {
            "Requests that meet the peer's close: gaps of 1 s ± 40 ms between the requests of each connection, and a peer that"
                    + " closes after 1 s; our own idle time equal, inverted and clamped, with and without its Keep-Alive"
                    + " hint; then a peer that closes at random. GETs, and PUTs whose body can be read once. No error in"
                    + " 50,000. 3 minutes."
        })
final class StaleCommand extends TrialCommand {
    private static final Duration SERVER_IDLE = Duration.ofSeconds(1);
    private static final int JITTER_MILLIS = 40;
    private static final int PAIRS = 2;

    @Option(
            names = "--requests",
            paramLabel = "N",
            defaultValue = "50000",
            description = "Over all settings. Default: ${DEFAULT-VALUE}")
    private int requests;

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "500",
            description = "Connections at a time, each to an address of its own. Default: ${DEFAULT-VALUE}")
    private int workers;

    private final Answers all = new Answers();
    private long retries;
    private final Table table =
            new Table("our idle time", "peer", "method", "requests", "failed", "seen by it", "dials", "met its close");

    /** What our idle time is against the peer's second. */
    private record Setting(String name, String idleTime) {}

    /** What the peer does, and how long a worker waits before its next request. */
    private record Peer(String name, Manners manners, Gap gap) {}

    @Override
    protected void run(Trial trial) throws Exception {
        FarEnd far = FarEnd.start(trial, FarEndOptions.plain().onLoopback(workers));
        Gap nearIdle =
                new Gap((int) SERVER_IDLE.toMillis() - JITTER_MILLIS, (int) SERVER_IDLE.toMillis() + JITTER_MILLIS);
        Peer silent = new Peer("closes after 1 s", Manners.good().idling(SERVER_IDLE, 0), nearIdle);
        Peer hinting = new Peer("closes after 1 s and says so", Manners.good().idling(SERVER_IDLE, 1), nearIdle);
        Peer hostile = new Peer("closes at random", Manners.good().closing(500, Duration.ofMillis(20)), new Gap(0, 20));
        int each = (requests + 7 * PAIRS - 1) / (7 * PAIRS);
        for (Setting setting : new Setting[] {
            new Setting("1s, equal", "1s"), new Setting("60s, inverted", "60s"), new Setting("500ms, clamped", "500ms")
        }) {
            for (Peer peer : new Peer[] {silent, hinting}) {
                pair(trial, far, setting, peer, each);
            }
        }
        pair(trial, far, new Setting("6s", "6s"), hostile, each);
        trial.show(table);
        trial.check(
                "the peer did close on requests as they came, or there was nothing to prove",
                retries > 0,
                retries + " requests were sent a second time");
        all.checkAllGood(trial, "no request fails");
    }

    private void pair(Trial trial, FarEnd far, Setting setting, Peer peer, int each) throws Exception {
        for (boolean put : new boolean[] {false, true}) {
            far.behave(peer.manners());
            try (NearEnd near = NearEnd.start(trial, Knobs.of("idle_conn_time=" + setting.idleTime()))) {
                Seen before = far.seen();
                StaleLoad load = new StaleLoad(near, far.port(), trial.random(setting.name() + peer.name()));
                Answers answers = load.run(workers, each, peer.gap(), put);
                Seen after = far.seen();
                long seen = after.requests() - before.requests();
                long met =
                        near.client().retries() + near.figures().closes().getOrDefault(CloseReason.PEER_FIN_IDLE, 0L);
                table.add(
                        setting.name(),
                        peer.name(),
                        put ? "PUT" : "GET",
                        "" + answers.sent(),
                        "" + answers.failed(),
                        "" + seen,
                        "" + (after.accepted() - before.accepted()),
                        met + ", " + near.client().retries() + " in a request");
                all.addAll(answers);
                retries += near.client().retries();
                boolean exact = put ? seen == answers.good() : seen >= answers.good();
                if (!exact || answers.failed() > 0) {
                    trial.check(
                            setting.name() + ", " + peer.name()
                                    + (put ? ": each PUT is done once" : ": each GET is done"),
                            false,
                            answers.failed() + " failed, " + seen + " seen of " + answers.sent() + "; "
                                    + answers.firstFailure());
                }
                near.compare(trial, before, after);
            }
        }
    }
}
