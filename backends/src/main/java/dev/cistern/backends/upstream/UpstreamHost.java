package dev.cistern.backends.upstream;

import dev.cistern.conf.RetrySettings;
import dev.cistern.net.client.HttpResponse;
import dev.cistern.net.client.Origin;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is remembered of a host. Used by any thread. */
final class UpstreamHost {
    /** Most requests that wait at a time because the host has asked to be left alone; further ones fail. */
    static final int MOST_WAITING = 1_024;

    private static final Logger log = LoggerFactory.getLogger(UpstreamHost.class);

    final RetryBudget budget = new RetryBudget();
    final LongAdder repeated = new LongAdder();
    final LongAdder unpaid = new LongAdder();
    final LongAdder shortened = new LongAdder();
    final LongAdder throttled = new LongAdder();
    final LongAdder resumed = new LongAdder();
    final HedgeBudget hedgeBudget = new HedgeBudget();
    final LongAdder hedged = new LongAdder();
    final LongAdder hedgesWon = new LongAdder();
    final LongAdder hedgesUnpaid = new LongAdder();
    final InFlight inFlight = new InFlight();
    final AtomicInteger waiting = new AtomicInteger();
    private final Circuit circuit = new Circuit();
    private final Origin origin;
    private volatile @Nullable Pause pause;
    private volatile @Nullable Failure failure;

    private record Pause(long untilNanos) {}

    private record Failure(String what, long atNanos) {}

    UpstreamHost(Origin origin) {
        this.origin = origin;
    }

    boolean admit(long now, RetrySettings settings) {
        return circuit.admit(now, settings);
    }

    void failed(String what, long now, RetrySettings settings) {
        failure = new Failure(what, now);
        if (circuit.failed(now, settings)) {
            log.atWarn()
                    .addKeyValue("host", origin)
                    .addKeyValue("failures", settings.failures())
                    .addKeyValue("last", what)
                    .log("backend host taken for gone");
        }
    }

    /** Takes note of an answer: that it failed, that it is busy, or that it is there. */
    void heard(HttpResponse response, long now, RetrySettings settings) {
        if (Status.isFailure(response.status())) {
            failed("status " + response.status(), now, settings);
            return;
        }
        reached();
        if (Status.isBusy(response.status())) {
            throttled.increment();
            RetryAfter.of(response.headers()).ifPresent(time -> leaveAlone(time, now));
        }
    }

    private void reached() {
        if (circuit.answered()) {
            log.atInfo().addKeyValue("host", origin).log("backend host is back");
        }
    }

    /** It has asked to be left alone. */
    private void leaveAlone(Duration time, long now) {
        Pause known = pause;
        long until = now + time.toNanos();
        if (known == null || known.untilNanos - until < 0) {
            pause = new Pause(until);
        }
    }

    /** How long it wants to be left alone yet; 0 where it does not. */
    long pauseNanos(long now) {
        Pause known = pause;
        return known == null ? 0 : Math.max(0, known.untilNanos - now);
    }

    /** Whether it is neither taken for gone nor wants to be left alone. */
    boolean isWell(long now) {
        return circuit.state() == Circuit.State.CLOSED && pauseNanos(now) == 0;
    }

    /** Why it is not asked now. */
    String whyGone(long now, RetrySettings settings) {
        Failure last = failure;
        return "taken for gone after " + circuit.failures() + " failures in a row, and is asked again in "
                + millis(circuit.waitNanos(now, settings)) + (last == null ? "" : "; the last was: " + last.what);
    }

    private static String millis(long nanos) {
        return (nanos + 999_999) / 1_000_000 + " ms";
    }

    /** Whether nothing would be lost by forgetting it. */
    boolean isPlain(long now) {
        return isWell(now)
                && budget.tokens() == RetryBudget.MOST
                && hedgeBudget.tokens() == HedgeBudget.MOST
                && inFlight.isPlain();
    }

    UpstreamFigures figures(long now, RetrySettings settings) {
        Failure last = failure;
        return new UpstreamFigures(
                circuit.state() == Circuit.State.OPEN,
                circuit.failures(),
                Duration.ofNanos(Math.max(circuit.waitNanos(now, settings), pauseNanos(now))),
                budget.tokens(),
                repeated.sum(),
                unpaid.sum(),
                shortened.sum(),
                throttled.sum(),
                resumed.sum(),
                inFlight.atATime(),
                inFlight.heldBack(),
                new UpstreamFigures.Hedges(hedged.sum(), hedgesWon.sum(), hedgesUnpaid.sum()),
                Optional.ofNullable(last)
                        .map(failed -> new UpstreamFigures.LastFailure(
                                failed.what, Duration.ofNanos(Math.max(0, now - failed.atNanos)))));
    }
}
