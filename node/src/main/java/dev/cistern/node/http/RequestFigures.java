package dev.cistern.node.http;

import java.util.concurrent.atomic.LongAdder;

/** Counts requests over all event loops; readable from any thread. */
public final class RequestFigures {
    private final LongAdder served = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final RequestTimes times = new RequestTimes();
    private final RequestDurations durations = new RequestDurations();

    void onRequest() {
        served.increment();
    }

    void onFailure() {
        failed.increment();
    }

    /** Requests begun since the start. */
    public long served() {
        return served.sum();
    }

    /** Requests the node failed: answered with a status of 500 or more but 501, or broken off by the node in mid-response. */
    public long failed() {
        return failed.sum();
    }

    /** How long all of them took, for those who watch. */
    public RequestDurations durations() {
        return durations;
    }

    /** How long those of clients take. */
    public RequestTimes times() {
        return times;
    }
}
