package dev.cistern.bench.net;

import dev.cistern.bench.farend.FarEnd;
import dev.cistern.bench.farend.FarEndOptions;
import dev.cistern.bench.farend.Manners;
import dev.cistern.bench.farend.Seen;
import dev.cistern.bench.trial.Trial;
import dev.cistern.bench.trial.TrialCommand;
import dev.cistern.net.CloseReason;
import dev.cistern.net.client.ClientOptions;
import dev.cistern.net.client.HttpRequest;
import dev.cistern.net.client.Origin;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A peer that falls silent is noticed. */
@Command(
        name = "half-open",
        mixinStandardHelpOptions = true,
        description = {
            "A peer that falls silent, its packets dropped in a network namespace (a stopped process where that cannot be"
                    + " had), is given up after heartbeat + timeout, 2 s + 10 s, ± 10 %, on HTTP/2; on HTTP/1.1 when the"
                    + " response is overdue and when its body stalls. 30 s."
        })
final class HalfOpenCommand extends TrialCommand {
    private static final double TOLERANCE = 0.1;
    private static final Duration RESPONSE_LIMIT = Duration.ofSeconds(4);
    private static final Duration STALL_LIMIT = Duration.ofSeconds(3);
    private static final double SWEEP_SECONDS = 0.25;
    private static final int BIG_BYTES = 256 << 20;
    private static final int PATIENCE_SECONDS = 20;

    @Option(names = "--heartbeat", paramLabel = "MS", defaultValue = "2000", description = "Default: ${DEFAULT-VALUE}")
    private int heartbeatMillis;

    @Option(names = "--timeout", paramLabel = "MS", defaultValue = "10000", description = "Default: ${DEFAULT-VALUE}")
    private int timeoutMillis;

    @Override
    protected void run(Trial trial) throws Exception {
        Optional<Wire> made = Wire.make(trial);
        if (made.isEmpty()) {
            trial.skip("packets are dropped", "no network namespace can be made here: the far end is stopped instead");
        }
        Silence silence = new Silence(made.orElse(null));
        heartbeat(trial, silence);
        lateResponse(trial, silence);
        stalledBody(trial, silence);
    }

    /** The far end, and what silences it. */
    private record Silence(@Nullable Wire wire) {
        FarEnd start(Trial trial, FarEndOptions options) throws IOException {
            return FarEnd.start(
                    trial, wire == null ? options : options.on(wire.address()).startedBy(wire.prefix()));
        }

        Origin origin(FarEnd far) {
            return new Origin(wire == null ? "127.0.0.1" : wire.address(), far.port(), false);
        }

        void begin(FarEnd far) throws IOException, InterruptedException {
            if (wire == null) {
                far.stop();
            } else {
                wire.cut();
            }
        }

        void end(FarEnd far) throws IOException, InterruptedException {
            if (wire == null) {
                far.go();
            } else {
                wire.mend();
            }
        }
    }

    private void heartbeat(Trial trial, Silence silence) throws Exception {
        FarEnd far = silence.start(trial, FarEndOptions.plain().withHttp2());
        Knobs knobs = Knobs.of(
                "transport.protocol=http2",
                "transport.heartbeat_interval_ms=" + heartbeatMillis,
                "transport.idle_timeout_ms=" + timeoutMillis,
                "idle_conn_time=5m");
        try (NearEnd near = NearEnd.start(trial, knobs)) {
            Origin origin = silence.origin(far);
            Answers before = new Answers();
            before.add(near.fetch(HttpRequest.get(origin, "/")), System.nanoTime());
            before.checkAllGood(trial, "HTTP/2: the peer answers before it falls silent");
            Thread.sleep(heartbeatMillis + 1_000L);
            Seen seen = far.seen();
            trial.check("HTTP/2: the far end gets heartbeats", seen.pings() > 0, seen.pings() + " PINGs");
            far.behave(Manners.good().holding(true));
            Deadlines told = new Deadlines();
            Answers held = new Answers();
            before.add(near.fetch(HttpRequest.get(origin, "/")), System.nanoTime());
            far.require(now -> now.requests() == seen.requests() + 1, PATIENCE_SECONDS);
            far.release(1);
            before.awaitAll(PATIENCE_SECONDS);
            told.add(near.fetch(HttpRequest.get(origin, "/held")), held);
            far.require(now -> now.requests() == seen.requests() + 2, PATIENCE_SECONDS);
            silence.begin(far);
            long silentAt = System.nanoTime();
            boolean ended = held.awaitAll((heartbeatMillis + timeoutMillis) / 1000 + PATIENCE_SECONDS);
            double limit = (heartbeatMillis + timeoutMillis) / 1e3;
            double seconds = told.secondsAfter(silentAt);
            long pinged = near.figures().closes().getOrDefault(CloseReason.PING_TIMEOUT, 0L);
            trial.check(
                    "HTTP/2: the silent peer is given up within heartbeat + timeout ± 10 %",
                    ended && held.failed() == 1 && pinged == 1 && Math.abs(seconds - limit) <= TOLERANCE * limit,
                    String.format(
                            Locale.ROOT, "%.2f s after it fell silent, of %.2f; %s", seconds, limit, near.closes()));
            silence.end(far);
        }
    }

    private static void lateResponse(Trial trial, Silence silence) throws Exception {
        FarEnd far = silence.start(trial, FarEndOptions.plain());
        far.behave(Manners.good().holding(true));
        http1(trial, silence, far, "HTTP/1.1: an overdue response", RESPONSE_LIMIT);
    }

    private static void stalledBody(Trial trial, Silence silence) throws Exception {
        FarEnd far = silence.start(trial, FarEndOptions.plain());
        far.behave(Manners.good().sending(BIG_BYTES).holding(true));
        http1(trial, silence, far, "HTTP/1.1: a stalled body", STALL_LIMIT);
    }

    private static void http1(Trial trial, Silence silence, FarEnd far, String what, Duration limit) throws Exception {
        var options = new ClientOptions(null, RESPONSE_LIMIT, STALL_LIMIT);
        try (NearEnd near = NearEnd.start(trial, options, Knobs.of())) {
            Answers answers = new Answers();
            Deadlines told = new Deadlines();
            told.add(near.fetch(HttpRequest.get(silence.origin(far), "/")), answers);
            far.require(seen -> seen.requests() == 1, PATIENCE_SECONDS);
            boolean stalls = limit.equals(STALL_LIMIT);
            if (stalls) {
                far.release(1);
            }
            silence.begin(far);
            long silentAt = System.nanoTime();
            boolean ended = answers.awaitAll(PATIENCE_SECONDS);
            double seconds = stalls ? told.secondsAfter(silentAt) : told.latestMillis() / 1e3;
            double most = limit.toMillis() / 1e3 + SWEEP_SECONDS;
            trial.check(
                    what + " is given up at its deadline, " + limit.toSeconds() + " s",
                    ended && answers.failed() == 1 && seconds >= most - 2 * SWEEP_SECONDS && seconds <= most * 1.1,
                    String.format(Locale.ROOT, "after %.2f s: %s", seconds, answers.firstFailure()));
            silence.end(far);
        }
    }
}
