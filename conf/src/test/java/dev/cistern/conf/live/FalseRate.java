package dev.cistern.conf.live;

import java.util.concurrent.atomic.AtomicLong;

/** Requests that go as told. */
final class FalseRate implements FailureRate {
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    void add(long good, long bad) {
        requests.addAndGet(good + bad);
        failed.addAndGet(bad);
    }

    @Override
    public long requests() {
        return requests.get();
    }

    @Override
    public long failed() {
        return failed.get();
    }
}
