package dev.cistern.node.jobs;

import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import dev.cistern.node.store.StoreException.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A job at work: page by page, several objects at a time. While somebody whom it needs is busy or away it waits, and tries one object
 * at a time after pauses that grow; an object that fails so while others do not is given up. How far it is is written down after
 * each page, so that what is done twice is at most a page. Confined to the context of {@link Jobs}.
 */
final class JobRun {
    private static final int AT_ONCE = 8;
    /** An object that fails so often, and others not meanwhile, has failed. */
    private static final int ATTEMPTS = 6;

    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;
    private static final int MOST_DOUBLINGS = 20;
    private static final long NO_TIMER = -1;

    /** Longest time in which nothing answers; then the job is paused. */
    private static final Duration PATIENCE = Duration.ofHours(1);

    private final Parts parts;
    private final Job job;
    private final JobWalk walk;
    private final JobDeed deed;
    private final Promise<Void> ended;
    private boolean stopping;
    private int failures; // In a row, that may pass.
    private long answers; // Of whatever kind, but such failures.
    private @Nullable Instant silentSince;
    private long timer = NO_TIMER;
    private Runnable afterPause = () -> {};

    /**
     * What a run needs.
     *
     * @param keep writes down how far a job is
     */
    record Parts(ContextInternal home, InstantSource clock, Function<Job, Future<Void>> keep) {}

    JobRun(Parts parts, Job job, JobWalk walk, JobDeed deed) {
        this.parts = parts;
        this.job = job;
        this.walk = walk;
        this.deed = deed;
        this.ended = parts.home.promise();
    }

    /** Completes when nothing of it is under way any more. */
    Future<Void> ended() {
        return ended.future();
    }

    /** Begins no more objects. What it has done of its page is done again when it goes on. */
    void stop() {
        stopping = true;
        if (timer != NO_TIMER && parts.home.owner().cancelTimer(timer)) {
            goOn();
        }
    }

    void start() {
        nextPage();
    }

    private void nextPage() {
        if (stopping) {
            keepAnd(ended::tryComplete);
            return;
        }
        attempt(() -> walk.page(job.cursor())).onSuccess(this::work).onFailure(cause -> {
            if (mayPass(cause)) {
                hold("listing: " + cause.getMessage(), this::nextPage);
                return;
            }
            if (!stopping) {
                job.trouble("listing: " + cause.getMessage());
                job.become(JobState.FAILED);
            }
            keepAnd(ended::tryComplete);
        });
    }

    /**
     * An object that is to be done.
     *
     * @param failed how often it has
     * @param before answers there were when it did first
     */
    private record Task(String key, int failed, long before) {}

    /** A page that is worked on. */
    private static final class PageWork {
        private final Page page;
        private final Deque<Task> waiting = new ArrayDeque<>();
        private int busy;
        private boolean over; // Once true, always true.

        PageWork(Page page) {
            this.page = page;
            page.keys().forEach(key -> waiting.add(new Task(key, 0, 0)));
        }
    }

    private void work(Page page) {
        answered();
        takeMore(new PageWork(page));
    }

    private void takeMore(PageWork work) {
        while (!stopping && timer == NO_TIMER && work.busy < (failures > 0 ? 1 : AT_ONCE) && !work.waiting.isEmpty()) {
            Task task = work.waiting.remove();
            work.busy++;
            attempt(() -> deed.on(task.key, job.cursor().phase())).onComplete(done -> {
                work.busy--;
                if (done.succeeded()) {
                    answered();
                    job.add(done.result());
                } else {
                    failed(work, task, done.cause());
                }
                parts.home.runOnContext(now -> takeMore(work));
            });
        }
        if (work.busy > 0 || work.over || timer != NO_TIMER || !(stopping || work.waiting.isEmpty())) {
            return;
        }
        work.over = true;
        if (stopping) {
            job.breakOff();
            keepAnd(ended::tryComplete);
        } else {
            job.reach(work.page.next());
            keepAnd(work.page.next().isPresent() ? this::nextPage : ended::tryComplete);
        }
    }

    private void failed(PageWork work, Task task, Throwable cause) {
        if (!mayPass(cause)) {
            answered();
            job.addFailure(task.key, cause);
            return;
        }
        long before = task.failed == 0 ? answers : task.before;
        Task again = new Task(task.key, task.failed + 1, before);
        if (again.failed >= ATTEMPTS && answers > before) {
            job.addFailure(task.key, cause);
            return;
        }
        work.waiting.add(again);
        hold(task.key + ": " + cause.getMessage(), () -> takeMore(work));
    }

    private void answered() {
        answers++;
        failures = 0;
        silentSince = null;
        job.waitFor(null);
    }

    /** @param then what is done after a pause; also when it is ended by {@link #stop} */
    private void hold(String reason, Runnable then) {
        failures++;
        Instant now = parts.clock.instant();
        Instant since = silentSince == null ? now : silentSince;
        silentSince = since;
        if (!stopping && now.isAfter(since.plus(PATIENCE))) {
            job.waitFor(null);
            job.trouble("paused, since nothing has answered for " + PATIENCE.toHours() + " h: " + reason);
            job.become(JobState.PAUSED);
            stopping = true;
        }
        if (stopping) {
            parts.home.runOnContext(soon -> then.run());
            return;
        }
        job.waitFor(reason);
        if (timer == NO_TIMER) {
            long pause = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures, MOST_DOUBLINGS));
            afterPause = then;
            timer = parts.home.setTimer(pause, over -> goOn());
        }
    }

    private void goOn() {
        timer = NO_TIMER;
        afterPause.run();
    }

    /** A disk that does not take it makes a job do more again, and nothing worse. */
    private void keepAnd(Runnable then) {
        parts.keep.apply(job).onComplete(kept -> then.run());
    }

    private static <T> Future<T> attempt(Supplier<Future<T>> step) {
        return Future.<Void>succeededFuture().compose(now -> step.get());
    }

    private static boolean mayPass(Throwable cause) {
        return cause instanceof StoreException failed
                && (failed.code().kind() == Kind.BUSY
                        || failed.code() == Code.NO_MAJORITY
                        || failed.code() == Code.BACKEND_FAILED
                        || failed.code() == Code.BACKEND_TIMEOUT);
    }
}
