package dev.cistern.net.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The last requests of a host, in the order in which they came. Times are nanoseconds since the first of them came.
 * Immutable.
 */
public final class RecordedRequests {
    /** No requests, of no time. */
    public static final RecordedRequests NONE = new Builder().build(0);

    private final long[] arrivals;
    private final long[] held;
    private final boolean[] lost;
    private final int[] dials;
    private final long spanNanos;

    private record Request(long arrival, long held, boolean lost, int dials) {}

    private RecordedRequests(List<Request> requests, long endsAt) {
        int count = requests.size();
        this.arrivals = new long[count];
        this.held = new long[count];
        this.lost = new boolean[count];
        this.dials = new int[count];
        long first = count == 0 ? endsAt : requests.get(0).arrival();
        this.spanNanos = Math.max(0, endsAt - first);
        for (int at = 0; at < count; at++) {
            Request request = requests.get(at);
            arrivals[at] = request.arrival() - first;
            held[at] = request.held();
            lost[at] = request.lost();
            dials[at] = request.dials();
        }
    }

    /** Puts requests in order. Confined to one thread. */
    public static final class Builder {
        private final List<Request> requests = new ArrayList<>();

        /** Begins with none. */
        public Builder() {}

        /**
         * Adds a request that kept its connection fit for others.
         *
         * @param arrivalNanos when it came, on any clock, in any order
         * @param heldNanos how long it held its connection
         */
        public void add(long arrivalNanos, long heldNanos) {
            add(arrivalNanos, heldNanos, false, 0);
        }

        /**
         * Adds a request.
         *
         * @param arrivalNanos when it came, on any clock, in any order
         * @param heldNanos how long it held its connection
         * @param lost whether the connection could take no other request after it
         * @param dials dials begun since the request added before
         */
        public void add(long arrivalNanos, long heldNanos, boolean lost, int dials) {
            requests.add(new Request(arrivalNanos, heldNanos, lost, dials));
        }

        /**
         * Ends the recording.
         *
         * @param endsAtNanos until when was recorded, on the clock of the arrivals
         * @return the requests in order
         */
        public RecordedRequests build(long endsAtNanos) {
            List<Request> ordered = new ArrayList<>(requests);
            ordered.sort(Comparator.comparingLong(Request::arrival));
            return new RecordedRequests(ordered, endsAtNanos);
        }
    }

    /**
     * How many there are.
     *
     * @return 0 to 16,384 of a pool's host
     */
    public int count() {
        return arrivals.length;
    }

    /**
     * The time that they cover.
     *
     * @return from the first of them until the recording was read; at most an hour of a pool's host
     */
    public Duration span() {
        return Duration.ofNanos(spanNanos);
    }

    /**
     * The dials that were begun in their time, for them or to keep connections ready.
     *
     * @return how many
     */
    public long dials() {
        return Arrays.stream(dials).asLongStream().sum();
    }

    /**
     * Requests with which their connection was lost: the peer closed it, or they were given up.
     *
     * @return how many
     */
    public int losses() {
        int count = 0;
        for (boolean one : lost) {
            count += one ? 1 : 0;
        }
        return count;
    }

    /**
     * The mean time for which a request held its connection.
     *
     * @return zero when there are none
     */
    public Duration meanHeld() {
        return Duration.ofNanos((long) Arrays.stream(held).average().orElse(0));
    }

    /**
     * The time between one request and the next that a share of them does not exceed.
     *
     * @param share 0 to 1, such as 0.95
     * @return zero when there are fewer than two requests
     */
    public Duration gap(double share) {
        if (arrivals.length < 2) {
            return Duration.ZERO;
        }
        long[] gaps = new long[arrivals.length - 1];
        for (int at = 0; at < gaps.length; at++) {
            gaps[at] = arrivals[at + 1] - arrivals[at];
        }
        Arrays.sort(gaps);
        int at = (int) Math.ceil(share * gaps.length) - 1;
        return Duration.ofNanos(gaps[Math.max(0, at)]);
    }

    /**
     * The last of them.
     *
     * @param time how far back
     * @return those that came in that time before the end; all of them when they cover no more
     */
    public RecordedRequests last(Duration time) {
        long from = spanNanos - time.toNanos();
        Builder kept = new Builder();
        for (int at = 0; at < arrivals.length; at++) {
            if (arrivals[at] >= from) {
                kept.add(arrivals[at], held[at], lost[at], dials[at]);
            }
        }
        return kept.build(spanNanos);
    }

    /**
     * When a request came.
     *
     * @param at its place in their order, from 0
     * @return nanoseconds since the first of them came
     */
    public long arrivalNanos(int at) {
        return arrivals[at];
    }

    /**
     * How long a request held its connection.
     *
     * @param at its place in their order, from 0
     * @return nanoseconds
     */
    public long heldNanos(int at) {
        return held[at];
    }

    boolean lost(int at) {
        return lost[at];
    }
}
