package dev.cistern.net.server;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What was asked of one event loop in the last five minutes, second by second, in about 20 KB whatever comes: written by
 * that loop alone, read by any thread without stopping it.
 */
final class Traffic {
    static final int SECONDS = 300;
    static final long SECOND_NANOS = 1_000_000_000L;

    private static final int GAP_WINDOW_SECONDS = 60;
    private static final int GAP_WINDOWS = SECONDS / GAP_WINDOW_SECONDS;

    /** What is kept of a second. */
    enum Part {
        /** Which second it is, from 1 on; anything else while the place is made ready for another. */
        NUMBER(0),
        ARRIVALS(1),
        RETURNED(2),
        SERVICE_NANOS(3),
        PEAK_CONCURRENCY(4),
        ACCEPTED(5),
        PEAK_OPEN(6);

        private final int place;

        Part(int place) {
            this.place = place;
        }
    }

    private static final int PARTS = Part.values().length;

    private final AtomicLongArray cells = new AtomicLongArray(SECONDS * PARTS);
    private final Gaps[] gaps = new Gaps[GAP_WINDOWS];
    /** Which window, from 1 on, each of the gaps counts. */
    private final AtomicLongArray gapWindows = new AtomicLongArray(GAP_WINDOWS);

    private final long startedAt;
    /** The second, counted from the start, that is written now. */
    private long second = -1;

    private int inFlight;
    /** Until when the requests in flight have been charged for their time. */
    private long chargedUntil;

    Traffic(long startedAt) {
        this.startedAt = startedAt;
        this.chargedUntil = startedAt;
        for (int window = 0; window < GAP_WINDOWS; window++) {
            gaps[window] = new Gaps();
        }
        turnTo(0);
    }

    void accepted(long now, int open) {
        looked(now, open);
        add(Part.ACCEPTED, 1);
    }

    /** So many connections are open. */
    void looked(long now, int open) {
        advance(now);
        raise(Part.PEAK_OPEN, open);
    }

    void began(long now) {
        advance(now);
        inFlight++;
        add(Part.ARRIVALS, 1);
        raise(Part.PEAK_CONCURRENCY, inFlight);
    }

    /** A connection had been idle for so long before the request that has just begun. */
    void gap(long nanos) {
        gaps[Math.floorMod(second / GAP_WINDOW_SECONDS, GAP_WINDOWS)].count(nanos);
    }

    void ended(long now, int requests) {
        if (requests > 0) {
            advance(now);
            inFlight -= requests;
            add(Part.RETURNED, requests);
        }
    }

    /** Requests in flight. On the event loop. */
    int inFlight() {
        return inFlight;
    }

    private void advance(long now) {
        long current = Math.max(second, (now - startedAt) / SECOND_NANOS);
        if (current - second > SECONDS) {
            second = current - SECONDS;
            chargedUntil = startedAt + second * SECOND_NANOS;
        }
        while (second < current) {
            chargeUntil(startedAt + (second + 1) * SECOND_NANOS);
            turnTo(second + 1);
        }
        chargeUntil(now);
    }

    private void chargeUntil(long now) {
        if (inFlight > 0) {
            add(Part.SERVICE_NANOS, inFlight * Math.max(0, now - chargedUntil));
        }
        chargedUntil = now;
    }

    private void turnTo(long next) {
        second = next;
        set(Part.NUMBER, 0);
        for (Part part : Part.values()) {
            set(part, part == Part.PEAK_CONCURRENCY ? inFlight : 0);
        }
        set(Part.NUMBER, next + 1);
        long window = next / GAP_WINDOW_SECONDS;
        int place = (int) (window % GAP_WINDOWS);
        if (gapWindows.getPlain(place) != window + 1) {
            gaps[place].clear();
            gapWindows.setRelease(place, window + 1);
        }
    }

    private void add(Part part, long by) {
        set(part, cells.getPlain(cell(second, part)) + by);
    }

    private void raise(Part part, long to) {
        set(part, Math.max(to, cells.getPlain(cell(second, part))));
    }

    private void set(Part part, long value) {
        cells.setRelease(cell(second, part), value);
    }

    private static int cell(long second, Part part) {
        return (int) (second % SECONDS) * PARTS + part.place;
    }

    /** A part of a second; 0 where nothing is known of it. Any thread. */
    long read(long ofSecond, Part part) {
        long value = cells.getAcquire(cell(ofSecond, part));
        return cells.getAcquire(cell(ofSecond, Part.NUMBER)) == ofSecond + 1 ? value : 0;
    }

    /** The gaps of the five minutes that end with a second, or of a little less. Any thread. */
    List<Gaps> gapsUntil(long lastSecond) {
        List<Gaps> recent = new ArrayList<>(GAP_WINDOWS);
        for (int place = 0; place < GAP_WINDOWS; place++) {
            if (gapWindows.getAcquire(place) > lastSecond / GAP_WINDOW_SECONDS + 1 - GAP_WINDOWS) {
                recent.add(gaps[place]);
            }
        }
        return recent;
    }
}
