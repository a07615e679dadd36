package dev.cistern.bench.net;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.cistern.bench.trial.Trial;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What came of requests, and how long it took. Usable from all threads. */
final class Answers {
    private final List<Double> millis = new ArrayList<>();
    private long sent;
    private long good;
    private long failed;
    private String firstFailure = "";

    /** Counts a request that was due at that moment, by {@link System#nanoTime}. */
    void add(Future<Integer> answer, long dueAt) {
        synchronized (this) {
            sent++;
        }
        answer.onComplete(end -> {
            if (end.failed()) {
                ended(dueAt, false, String.valueOf(end.cause().getMessage()));
            } else {
                ended(dueAt, end.result() == 200, "status " + end.result());
            }
        });
    }

    private synchronized void ended(long dueAt, boolean fine, String what) {
        if (fine) {
            good++;
            millis.add((System.nanoTime() - dueAt) / 1e6);
        } else {
            failed++;
            firstFailure = firstFailure.isEmpty() ? what : firstFailure;
        }
        notifyAll();
    }

    /** Waits until none is under way; false when some still are after so many seconds. */
    @CanIgnoreReturnValue
    synchronized boolean awaitAll(int seconds) throws InterruptedException {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        while (good + failed < sent) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    synchronized long sent() {
        return sent;
    }

    synchronized long good() {
        return good;
    }

    synchronized long failed() {
        return sent - good;
    }

    /** In ms; {@code share} of the requests took no longer. */
    synchronized double quantile(double share) {
        List<Double> sorted = millis.stream().sorted().toList();
        return sorted.isEmpty() ? Double.NaN : sorted.get((int) Math.min(sorted.size() - 1, share * sorted.size()));
    }

    synchronized double meanMillis() {
        return millis.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    synchronized double mostMillis() {
        return millis.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    }

    /** That all of them came to a 200. */
    void checkAllGood(Trial trial, String fact) throws InterruptedException {
        boolean ended = awaitAll(60);
        String failure;
        synchronized (this) {
            failure = firstFailure;
        }
        trial.check(
                fact,
                ended && failed() == 0 && sent() > 0,
                String.format(
                        Locale.ROOT, "%d failed of %d%s", failed(), sent(), failure.isEmpty() ? "" : ": " + failure));
    }
}
