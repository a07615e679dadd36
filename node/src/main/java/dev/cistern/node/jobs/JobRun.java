package dev.cistern.node.jobs;

import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import dev.cistern.node.store.StoreException.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;

/**
 * A job at work: page by page, several objects at a time, those that fail because somebody is busy or away tried again after a
 * pause. How far it is is written down after each page, so that what is done twice is at most a page. Confined to the context
 * of {@link Jobs}.
 */
final class JobRun {
    private static final int AT_ONCE = 8;
    private static final int ATTEMPTS = 6;
    private static final long FIRST_PAUSE_MILLIS = 100;

    private final ContextInternal home;
    private final Job job;
    private final JobWalk walk;
    private final JobDeed deed;
    private final Function<Job, Future<Void>> keep;
    private final Promise<Void> ended;
    private boolean stopping;

    /** @param keep writes down how far a job is */
    JobRun(ContextInternal home, Job job, JobWalk walk, JobDeed deed, Function<Job, Future<Void>> keep) {
        this.home = home;
        this.job = job;
        this.walk = walk;
        this.deed = deed;
        this.keep = keep;
        this.ended = home.promise();
    }

    /** Completes when nothing of it is under way any more. */
    Future<Void> ended() {
        return ended.future();
    }

    /** Begins no more objects. What it has done of its page is done again when it goes on. */
    void stop() {
        stopping = true;
    }

    void start() {
        nextPage();
    }

    private void nextPage() {
        if (stopping) {
            ended.tryComplete();
            return;
        }
        inTime(() -> walk.page(job.cursor()), 1).onSuccess(this::work).onFailure(cause -> {
            if (!stopping) {
                job.trouble("listing: " + cause.getMessage());
                job.become(JobState.FAILED);
            }
            keepAnd(ended::tryComplete);
        });
    }

    /** A page that is worked on. */
    private static final class PageWork {
        private final Page page;
        private final Deque<String> waiting;
        private int busy;
        private boolean over; // Once true, always true.

        PageWork(Page page) {
            this.page = page;
            this.waiting = new ArrayDeque<>(page.keys());
        }
    }

    private void work(Page page) {
        takeMore(new PageWork(page));
    }

    private void takeMore(PageWork work) {
        while (!stopping && work.busy < AT_ONCE && !work.waiting.isEmpty()) {
            String key = work.waiting.remove();
            work.busy++;
            inTime(() -> deed.on(key, job.cursor().phase()), 1).onComplete(done -> {
                work.busy--;
                if (done.succeeded()) {
                    job.add(done.result());
                } else {
                    job.addFailure(key, done.cause());
                }
                home.runOnContext(now -> takeMore(work));
            });
        }
        if (work.busy > 0 || work.over || !(stopping || work.waiting.isEmpty())) {
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

    /** A disk that does not take it makes a job do more again, and nothing worse. */
    private void keepAnd(Runnable then) {
        keep.apply(job).onComplete(kept -> then.run());
    }

    private interface Step<T> {
        Future<T> take();
    }

    private <T> Future<T> inTime(Step<T> step, int attempt) {
        return Future.<Void>succeededFuture().compose(now -> step.take()).recover(cause -> {
            if (stopping || attempt >= ATTEMPTS || !mayPass(cause)) {
                return Future.failedFuture(cause);
            }
            Promise<T> later = home.promise();
            long unused = home.setTimer(FIRST_PAUSE_MILLIS << attempt, over -> inTime(step, attempt + 1)
                    .onComplete(later));
            return later.future();
        });
    }

    private static boolean mayPass(Throwable cause) {
        return cause instanceof StoreException failed
                && (failed.code().kind() == Kind.BUSY
                        || failed.code() == Code.BACKEND_FAILED
                        || failed.code() == Code.BACKEND_TIMEOUT);
    }
}
