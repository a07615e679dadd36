package dev.cistern.node.jobs;

import dev.cistern.node.backed.BackedStore;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** All jobs of a node. Called by any thread; confined to a context of its own, and futures complete on the caller's. */
public final class Jobs {
    /** Most jobs that run or are paused. */
    static final int OPEN_MAX = 16;

    /** Jobs that are over are remembered, the latest of them. */
    static final int OVER_KEPT = 100;

    /** Longest wait for objects that are under way when the node stops. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final VertxInternal vertx;
    private final BackedStore store;
    private final JobFiles files;
    private final InstantSource clock;
    private final ContextInternal home;
    private final NavigableMap<Long, Job> jobs = new TreeMap<>();
    private final Map<Long, JobRun> runs = new HashMap<>();
    private final NavigableMap<Long, Path> damaged = new TreeMap<>(); // Files that hold no job any more.
    private boolean stopped;

    /** @param folder where jobs are kept; made when there is one */
    public Jobs(Vertx vertx, BackedStore store, Path folder, InstantSource clock) {
        this.vertx = (VertxInternal) vertx;
        this.store = store;
        this.files = new JobFiles(vertx, folder);
        this.clock = clock;
        this.home = this.vertx.createEventLoopContext();
    }

    /** What is to be done with a job. */
    public enum Order {
        PAUSE,
        RESUME,
        CANCEL
    }

    /** Goes on with what was not over when the node ended. To be called once. */
    public Future<Void> begin() {
        return atHome(() -> files.read().map(kept -> {
            kept.jobs().forEach(job -> jobs.put(job.number(), job));
            kept.damaged().forEach(file -> damaged.put(JobFiles.number(file), file));
            jobs.values().stream()
                    .filter(job -> job.state() == JobState.RUNNING)
                    .forEach(this::run);
            return null;
        }));
    }

    /**
     * Begins nothing more; what is under way goes on where it was when the node is started again. Completes when it has come to
     * rest, or did not within some seconds.
     */
    public Future<Void> stop() {
        return atHome(() -> {
            stopped = true;
            runs.values().forEach(JobRun::stop);
            Promise<Void> rest = home.promise();
            Future.join(runs.values().stream().map(JobRun::ended).toList()).onComplete(ended -> rest.tryComplete());
            long unused = home.setTimer(PATIENCE.toMillis(), late -> rest.tryComplete());
            return rest.future();
        });
    }

    /** Starts a job; what it is like at its beginning. */
    public Future<JsonObject> start(JobOrder order) {
        return atHome(() -> store.headBucket(order.bucket())
                .compose(bucket ->
                        order.to().isPresent() ? store.headBucket(order.to().get()) : Future.succeededFuture(bucket))
                .compose(found -> keepNew(order)));
    }

    /** Counts and adds at once, so that of several who start one at the same time none comes between. */
    private Future<JsonObject> keepNew(JobOrder order) {
        long open = jobs.values().stream().filter(job -> !job.state().isOver()).count();
        if (open >= OPEN_MAX) {
            throw new StoreException(
                    Code.BUSY, OPEN_MAX + " jobs run or are paused, as many as may; cancel one, or wait");
        }
        long last = jobs.isEmpty() ? 0 : jobs.lastKey();
        long number = Math.max(last, damaged.isEmpty() ? 0 : damaged.lastKey()) + 1;
        Job job = new Job(number, order, clock.instant());
        jobs.put(number, job);
        return keep(job)
                .recover(unkept -> {
                    Job unused = jobs.remove(number);
                    return Future.failedFuture(unkept);
                })
                .compose(kept -> forgetOld())
                .map(kept -> {
                    run(job);
                    return job.json();
                });
    }

    private Future<Void> forgetOld() {
        Future<Void> forgotten = Future.succeededFuture();
        long over = jobs.values().stream().filter(job -> job.state().isOver()).count();
        for (Job job : jobs.values().stream()
                .filter(job -> job.state().isOver())
                .limit(Math.max(0, over - OVER_KEPT))
                .toList()) {
            Job unused = jobs.remove(job.number());
            forgotten = forgotten.compose(before -> files.remove(job.number()));
        }
        return forgotten;
    }

    private Future<Void> keep(Job job) {
        return files.write(job.number(), job.record());
    }

    /** Unless it has been told something else since this was asked for, or a run of it has not come to rest yet. */
    private void run(Job job) {
        if (stopped || job.state() != JobState.RUNNING || runs.containsKey(job.number())) {
            return;
        }
        JobRun run = new JobRun(
                new JobRun.Parts(home, clock, this::keep),
                job,
                new JobWalk(store, job.order()),
                new JobDeed(store, job.order()));
        runs.put(job.number(), run);
        run.ended().onComplete(ended -> {
            JobRun unused = runs.remove(job.number());
            run(job); // Where it was paused, and resumed before the pause had come about.
        });
        home.runOnContext(now -> run.start());
    }

    /** All of them, the latest last; those first whose files were damaged at the start. */
    public Future<JsonArray> list() {
        return atHome(() -> {
            JsonArray list = new JsonArray();
            damaged.forEach((number, file) -> list.add(new JsonObject()
                    .put("id", Long.toString(number))
                    .put("state", "damaged")
                    .put("troubles", new JsonArray().add(file + " holds no job that can be read"))));
            jobs.values().forEach(job -> list.add(job.json()));
            return Future.succeededFuture(list);
        });
    }

    public Future<JsonObject> get(String id) {
        return atHome(() -> Future.succeededFuture(required(id).json()));
    }

    /** Completes when it was written down. */
    public Future<JsonObject> tell(String id, Order what) {
        return atHome(() -> {
            Job job = required(id);
            if (job.state().isOver()) {
                throw new StoreException(
                        Code.INVALID_ARGUMENT,
                        "job " + id + " is over: " + job.state().word());
            }
            job.become(
                    switch (what) {
                        case PAUSE -> JobState.PAUSED;
                        case RESUME -> JobState.RUNNING;
                        case CANCEL -> JobState.CANCELLED;
                    });
            JobRun run = runs.get(job.number());
            if (run != null && what != Order.RESUME) {
                run.stop();
            }
            return keep(job).map(kept -> {
                if (what == Order.RESUME) {
                    run(job);
                }
                return job.json();
            });
        });
    }

    private Job required(String id) {
        Job job = id.matches("\\d{1,18}") ? jobs.get(Long.parseLong(id)) : null;
        if (job == null) {
            throw new StoreException(Code.NO_SUCH_OBJECT, "there is no job '" + id + "'");
        }
        return job;
    }

    private <T> Future<T> atHome(Supplier<Future<T>> work) {
        Promise<T> promise = vertx.getOrCreateContext().promise();
        home.runOnContext(now ->
                Future.<Void>succeededFuture().compose(begun -> work.get()).onComplete(promise));
        return promise.future();
    }
}
