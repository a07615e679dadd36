package dev.cistern.node.copies;

import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How fast missing copies are fetched: as fast as is allowed while clients' requests take no more than twice as long as usual, and
 * otherwise slower, down to a sixteenth, so that what is missing does not stay so for days. It grows in steps and is halved when
 * clients suffer (additive increase, multiplicative decrease; Chiu and Jain, 1989). What is usual is learnt while nothing is
 * fetched; in a long repair it stands back for two seconds now and then, for ten where clients are few, to look again, since
 * clients' work changes. Looks once a second, on one thread; any may ask for the rate.
 */
final class CopyRate {
    /** Requests without which a percentile says too little. */
    static final long LEAST_REQUESTS = 200;

    private static final int STEPS = 16;
    private static final int SECONDS_BETWEEN_LOOKS = 30;
    private static final int LONGEST_LOOK_SECONDS = 10;
    /** So few requests that hardly anybody is there to suffer. */
    private static final int SECONDS_OF_QUIET = 5;

    private static final int WORSE = 2;
    /** Below it nobody would notice. */
    private static final long NOTICEABLE_MICROS = 1_000;

    private final LongSupplier most;
    private final Clients clients;
    private long usualMicros;
    private long granted;
    private int secondsOfWork;
    private int secondsOfLook;
    private int secondsOfQuiet;
    private boolean looks;
    private volatile boolean asked;
    private volatile long now;

    /** What is known of the requests of clients. */
    @FunctionalInterface
    interface Clients {
        /** Microseconds that one in a hundred took since it was last told; nothing where there were fewer than {@link #LEAST_REQUESTS}. */
        Optional<Long> p99Micros();
    }

    /** @param most bytes a second that are allowed at all; may change */
    CopyRate(LongSupplier most, Clients clients) {
        this.most = most;
        this.clients = clients;
        this.granted = most.getAsLong() / 4;
        this.now = granted;
    }

    /** Bytes a second that may be fetched now. Whoever asks is taken to fetch. */
    long bytesPerSecond() {
        asked = true;
        return figure();
    }

    /** The same, for those who only look. */
    long figure() {
        return Math.min(now, most.getAsLong());
    }

    /** To be called once a second. */
    void look() {
        boolean fetching = asked;
        asked = false;
        Optional<Long> p99 = clients.p99Micros();
        if (!fetching) {
            p99.ifPresent(this::learn);
            secondsOfWork = 0;
            looks = false;
        } else if (looks) {
            lookOn(p99);
        } else {
            secondsOfWork++;
            work(p99);
        }
        granted = Math.max(step(), Math.min(granted, most.getAsLong()));
        now = looks ? step() : granted;
    }

    private void work(Optional<Long> p99) {
        secondsOfQuiet = p99.isPresent() ? 0 : secondsOfQuiet + 1;
        if (p99.isPresent() && (usualMicros == 0 || secondsOfWork % SECONDS_BETWEEN_LOOKS == 0)) {
            looks = true;
            secondsOfLook = 0;
        } else if (p99.isPresent() && p99.get() > Math.max(NOTICEABLE_MICROS, WORSE * usualMicros)) {
            granted /= 2;
        } else if (p99.isPresent() || secondsOfQuiet >= SECONDS_OF_QUIET) {
            granted += step();
        }
    }

    /** What it grows by, and what is always allowed. */
    private long step() {
        return most.getAsLong() / STEPS;
    }

    /** What came in the first second began before it. */
    private void lookOn(Optional<Long> p99) {
        secondsOfLook++;
        if (secondsOfLook > 1 && p99.isPresent()) {
            learn(p99.get());
        }
        looks = secondsOfLook < LONGEST_LOOK_SECONDS && (secondsOfLook == 1 || p99.isEmpty());
    }

    /** One sample alone may be far off. */
    private void learn(long micros) {
        usualMicros = usualMicros == 0 ? micros : usualMicros + (micros - usualMicros) / 2;
    }
}
