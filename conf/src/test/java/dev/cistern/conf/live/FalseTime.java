package dev.cistern.conf.live;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Time that passes only when told to. Safe from any thread; tasks run on the thread that lets time pass. */
final class FalseTime implements Time {
    private final List<Task> tasks = new ArrayList<>();
    private Duration passed = Duration.ZERO;

    /** A timer; a period of zero means once. */
    private record Task(Duration due, Duration period, Runnable action) {}

    @Override
    public synchronized long nanos() {
        return passed.toNanos();
    }

    @Override
    public synchronized Instant now() {
        return Instant.parse("2026-01-31T12:00:00Z").plus(passed);
    }

    @Override
    public Runnable after(Duration delay, Runnable task) {
        return schedule(delay, Duration.ZERO, task);
    }

    @Override
    public Runnable every(Duration period, Runnable task) {
        return schedule(period, period, task);
    }

    private synchronized Runnable schedule(Duration delay, Duration period, Runnable action) {
        tasks.add(new Task(passed.plus(delay), period, action));
        return () -> cancel(action);
    }

    private synchronized void cancel(Runnable action) {
        tasks.removeIf(task -> task.action == action);
    }

    /** Lets time pass, second by second, running what falls due. */
    void pass(Duration time) {
        for (long second = 0; second < time.toSeconds(); second++) {
            dueAfterASecond().forEach(Runnable::run);
        }
    }

    private synchronized List<Runnable> dueAfterASecond() {
        passed = passed.plusSeconds(1);
        List<Task> due =
                tasks.stream().filter(task -> task.due.compareTo(passed) <= 0).toList();
        tasks.removeAll(due);
        for (Task task : due) {
            if (!task.period.isZero()) {
                tasks.add(new Task(passed.plus(task.period), task.period, task.action));
            }
        }
        return due.stream().map(Task::action).toList();
    }
}
