package dev.cistern.backends.upstream;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Time that passes when a test says so. Confined to its test's event loop. */
final class FalseTime implements UpstreamTime {
    private final List<Due> due = new ArrayList<>();
    private long now = 1;

    private record Due(long at, Runnable task) {}

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public Runnable after(long nanos, Runnable task) {
        Due added = new Due(now + nanos, task);
        due.add(added);
        return () -> {
            boolean unused = due.remove(added);
        };
    }

    void pass(long nanos) {
        long until = now + nanos;
        for (Optional<Due> next = next(until); next.isPresent(); next = next(until)) {
            now = next.get().at;
            boolean unused = due.remove(next.get());
            next.get().task.run();
        }
        now = until;
    }

    private Optional<Due> next(long until) {
        return due.stream().filter(task -> task.at <= until).min(Comparator.comparingLong(Due::at));
    }
}
