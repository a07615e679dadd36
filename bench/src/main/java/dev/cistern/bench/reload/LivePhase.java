package dev.cistern.bench.reload;

import dev.cistern.bench.node.AdminClient;
import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.trial.Trial;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One style of editing, gone through on the live node: lowered, raised, short-lived, and back. */
final class LivePhase {
    private static final String IDLE_TIME = "net.http.server_idle_time";
    private static final String LIFETIME = "net.http.server_max_lifetime";
    private static final Duration NOTICE_LIMIT = Duration.ofSeconds(1);
    private static final Duration NOTICE_PATIENCE = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofMillis(500);
    private static final Duration BEFORE_CHANGE = Duration.ofSeconds(3);
    private static final Duration STAY = Duration.ofMillis(3_500);
    private static final int STAYING = 50;

    private final Trial trial;
    private final NodeProcess node;
    private final AdminClient admin;
    private final Path folder;
    private final EditStyle style;
    private Duration slowestNotice = Duration.ZERO;

    LivePhase(Trial trial, NodeProcess node, Path folder, EditStyle style) {
        this.trial = trial;
        this.node = node;
        this.admin = new AdminClient(node.address());
        this.folder = folder;
        this.style = style;
    }

    /** Takes about as long as told. */
    void run(int parked, Duration length) throws IOException, InterruptedException {
        long end = System.nanoTime() + length.toNanos();
        style.write(folder, ServerValues.BASE.yaml());
        // Also so that the first look that is timed is not the first look of this process.
        String idle = ServerValues.BASE.idleSeconds() + "s";
        if (admin.awaitEffective(IDLE_TIME, idle, NOTICE_PATIENCE).isEmpty()) {
            throw new IOException("the node never showed " + IDLE_TIME + " = " + idle);
        }
        SlowTransfers slow = SlowTransfers.start(
                node.address(), ReloadCommand.BUCKET, "slow/" + style.name().toLowerCase(Locale.ROOT));
        lowerIdleTime(parked);
        raiseIdleTime();
        apply(ServerValues.SHORT_LIVED);
        sleepUntil(end - Duration.ofSeconds(3).toNanos());
        apply(ServerValues.BASE);
        List<String> wrong = slow.await();
        trial.check(
                named("slow uploads and downloads are untouched"),
                wrong.isEmpty(),
                wrong.isEmpty() ? "all whole" : wrong.toString());
        trial.check(
                named("every change is noticed within 1 s"),
                slowestNotice.compareTo(NOTICE_LIMIT) <= 0,
                "slowest " + slowestNotice.toMillis() + " ms");
        sleepUntil(end);
    }

    /** Connections idle for longer than the new time must go at once, and none while it is younger. */
    private void lowerIdleTime(int parked) throws IOException, InterruptedException {
        try (ParkedCrowd crowd = ParkedCrowd.open(node.address(), parked)) {
            crowd.watchUntil(System.nanoTime() + BEFORE_CHANGE.toNanos());
            long early = crowd.size() - crowd.openConnections();
            trial.check(named("idle connections stay before the change"), early == 0, early + " were closed");
            apply(ServerValues.LOWERED);
            long applied = System.nanoTime();
            Duration idle = Duration.ofSeconds(ServerValues.LOWERED.idleSeconds());
            Duration limit = idle.plus(GRACE);
            crowd.watchUntil(applied + limit.multipliedBy(3).toNanos());
            long left = crowd.openConnections();
            trial.check(
                    named("idle connections go within " + idle.toSeconds() + " s + 0.5 s"),
                    left == 0 && crowd.lastCloseAfter(applied).compareTo(limit) <= 0,
                    left == 0
                            ? parked + " gone, the last "
                                    + crowd.lastCloseAfter(applied).toMillis() + " ms after the change was in force"
                            : left + " of " + parked + " still open");
            trial.check(
                    named("none is closed before its time"),
                    left == parked || crowd.shortestIdle().compareTo(idle) >= 0,
                    "shortest idle " + crowd.shortestIdle().toMillis() + " ms");
        }
    }

    private void raiseIdleTime() throws IOException, InterruptedException {
        apply(ServerValues.RAISED);
        try (ParkedCrowd crowd = ParkedCrowd.open(node.address(), STAYING)) {
            crowd.watchUntil(System.nanoTime() + STAY.toNanos());
            long gone = crowd.size() - crowd.openConnections();
            trial.check(
                    named("idle connections stay after the time is raised"),
                    gone == 0,
                    gone + " of " + STAYING + " were closed");
        }
    }

    /** Writes the file, and waits until the node shows its values. */
    private void apply(ServerValues values) throws IOException, InterruptedException {
        long start = System.nanoTime();
        style.write(folder, values.yaml());
        Optional<Duration> idle = admin.awaitEffective(IDLE_TIME, values.idleSeconds() + "s", NOTICE_PATIENCE);
        Optional<Duration> lifetime = admin.awaitEffective(LIFETIME, values.lifetime(), NOTICE_PATIENCE);
        if (idle.isEmpty() || lifetime.isEmpty()) {
            throw new IOException("the change was never noticed: "
                    + admin.settings("net.http.server_").encode());
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        slowestNotice = took.compareTo(slowestNotice) > 0 ? took : slowestNotice;
        trial.say("%s: %s in force after %d ms", style, values, took.toMillis());
    }

    private String named(String fact) {
        return style.name().toLowerCase(Locale.ROOT) + ": " + fact;
    }

    private static void sleepUntil(long nanos) throws InterruptedException {
        long left = (nanos - System.nanoTime()) / 1_000_000;
        if (left > 0) {
            Thread.sleep(left);
        }
    }
}
