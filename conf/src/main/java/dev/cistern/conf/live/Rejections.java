package dev.cistern.conf.live;

import dev.cistern.conf.load.Problem;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Whether the watched files can be used, and who wants to know. Written by the service alone, read by any thread. */
final class Rejections {
    private final List<RejectionListener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong count = new AtomicLong();
    private volatile List<Problem> problems = List.of();

    Runnable add(RejectionListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    List<Problem> problems() {
        return problems;
    }

    long count() {
        return count.get();
    }

    void reject(List<Problem> found) {
        problems = List.copyOf(found);
        count.incrementAndGet();
        listeners.forEach(listener -> listener.rejected(found));
    }

    void accept() {
        if (!problems.isEmpty()) {
            problems = List.of();
            listeners.forEach(RejectionListener::accepted);
        }
    }
}
