package dev.cistern.backends.upstream;

import java.time.Duration;
import java.util.Optional;

/**
 * How a host has behaved, since the start where nothing else is said.
 *
 * @param gone whether it is taken for gone now: its circuit is open
 * @param failuresInARow until now
 * @param askedAgainIn how long until it is asked; zero where it may be asked now
 * @param budget tokens left for requests sent again, of {@value RetryBudget#MOST}
 * @param repeated requests sent again
 * @param unpaid requests that were not sent again because the budget was used up
 * @param shortened requests that failed at once because it was taken for gone, or had asked to be left alone
 * @param throttled answers with 429 or 503
 * @param resumed bodies that broke off and were gone on with
 * @param atATime how many requests it is asked at a time, since it said that it is busy; 0 for as many as there are
 * @param heldBack requests that wait because of that
 * @param hedges second requests beside reads that were slow to be answered
 * @param lastFailure what it was; empty where there was none
 */
public record UpstreamFigures(
        boolean gone,
        int failuresInARow,
        Duration askedAgainIn,
        int budget,
        long repeated,
        long unpaid,
        long shortened,
        long throttled,
        long resumed,
        int atATime,
        int heldBack,
        Hedges hedges,
        Optional<LastFailure> lastFailure) {

    /** Of a host that was never asked. */
    public static final UpstreamFigures NONE = new UpstreamFigures(
            false, 0, Duration.ZERO, RetryBudget.MOST, 0, 0, 0, 0, 0, 0, 0, new Hedges(0, 0, 0), Optional.empty());

    /** What is wrong with it now, in words; empty where nothing is. */
    public Optional<String> trouble() {
        if (!gone && askedAgainIn.isZero()) {
            return heldBack == 0
                    ? Optional.empty()
                    : Optional.of("busy, and asked " + (atATime == 0 ? InFlight.MOST : atATime)
                            + " requests at a time; " + heldBack + " wait");
        }
        String what = gone ? "taken for gone after " + failuresInARow + " failures in a row" : "busy, and left alone";
        String last = lastFailure
                .filter(failed -> gone)
                .map(failed -> "; the last, " + failed.ago.toSeconds() + " s ago: " + failed.what)
                .orElse("");
        return Optional.of(what + "; asked again in " + askedAgainIn.toMillis() + " ms" + last);
    }

    /**
     * Second requests beside first ones.
     *
     * @param sent those that have ended, or were given up
     * @param won those that were answered well, and first
     * @param unpaid those that were not sent because the budget was used up
     */
    public record Hedges(long sent, long won, long unpaid) {}

    /** @param ago how long ago it was */
    public record LastFailure(String what, Duration ago) {}
}
