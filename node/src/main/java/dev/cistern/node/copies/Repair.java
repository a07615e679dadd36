package dev.cistern.node.copies;

import dev.cistern.cluster.Fellow;
import dev.cistern.cluster.Fellowship;
import dev.cistern.node.engine.LocalBlobs;
import dev.cistern.node.engine.PlacedBlob;
import dev.cistern.node.engine.PlacedBlobs;
import dev.cistern.node.http.RequestTimes;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that this node has the copies that it ought to have, and no others. Every member does that for itself, from its own
 * records: nobody has to lead, what was interrupted is found again by the next walk, and no two nodes do the same. It walks at the
 * start, when the members have changed, when one is back, and now and then; blobs that somebody misses are looked at at once.
 * Confined to a context of its own, but for {@link #lookAt} and what it tells of itself.
 */
public final class Repair {
    private static final Logger log = LoggerFactory.getLogger(Repair.class);
    private static final int MOST_ASKED = 100_000;
    private static final int PAGE = 200;

    /** Blobs that are cared for at once: each waits for disks, for another member and for a change of its record in turn. */
    private static final int AT_ONCE = 16;

    private final Vertx vertx;
    private final Context context;
    private final ClusterCopies copies;
    private final LocalBlobs blobs;
    private final PlacedBlobs placed;
    private final Times times;
    private final LongSupplier nanoTime;
    private final RepairTally tally;
    private final CopyRate rate;
    private final CopyCare care;
    private final Lanes lanes;
    private final Strays strays;
    private final Undone undone;
    private final Map<Long, CopyCare.Look> asked = new LinkedHashMap<>(); // Guarded by itself.
    private List<Integer> seenMembers = List.of();
    private List<Integer> seenNear = List.of();
    private long walkDueNanos;
    private boolean tidied;
    private boolean working;
    private List<Long> timers = List.of();
    private volatile boolean stopped;

    /**
     * When what is due.
     *
     * @param look how often it is looked whether anything is
     * @param walk from the end of one walk to the beginning of the next
     * @param again from the end of a walk that broke off, and until a blob of which something was left to do is tried again
     * @param quarantine how long a file that no record names is left alone, since its upload may not have ended
     */
    public record Times(Duration look, Duration walk, Duration again, Duration quarantine) {
        /** Those of a node. */
        public static final Times STANDARD =
                new Times(Duration.ofSeconds(1), Duration.ofMinutes(10), Duration.ofSeconds(5), Duration.ofMinutes(15));
    }

    /** What it compares. */
    public record Stores(LocalBlobs blobs, PlacedBlobs placed) {}

    /**
     * How fast it goes.
     *
     * @param most bytes a second that it may fetch; may change
     * @param clients whose requests it slows down for
     * @param nanoTime the clock that it goes by
     */
    public record Rate(LongSupplier most, RequestTimes clients, LongSupplier nanoTime) {}

    /** Begins nothing yet. */
    public Repair(Vertx vertx, ClusterCopies copies, Stores stores, Rate rate, Times times) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.copies = copies;
        this.blobs = stores.blobs;
        this.placed = stores.placed;
        this.times = times;
        this.nanoTime = rate.nanoTime;
        this.tally = new RepairTally(nanoTime);
        this.walkDueNanos = nanoTime.getAsLong();
        this.rate = new CopyRate(rate.most, () -> rate.clients.p99Micros(CopyRate.LEAST_REQUESTS));
        Pace pace = new Pace(vertx, this.rate::bytesPerSecond, nanoTime);
        this.care = new CopyCare(copies, stores, new Fetch(copies, blobs, pace), tally);
        this.lanes = new Lanes(context, AT_ONCE, () -> stopped);
        this.strays = new Strays(copies, stores, tally, times.quarantine, nanoTime);
        this.undone = new Undone(times.again, times.walk, nanoTime);
        copies.questions().lackingHere(this::lookAt);
    }

    /** Begins to look. */
    public void start() {
        long looking = vertx.setPeriodic(times.look.toMillis(), id -> {
            Future<Void> unused = look();
        });
        long pacing = vertx.setPeriodic(TimeUnit.SECONDS.toMillis(1), id -> context.runOnContext(now -> pace()));
        timers = List.of(looking, pacing);
    }

    /** On a node alone nothing is fetched, so that its requests need not be timed. */
    private void pace() {
        if (!copies.fellowship().isNone()) {
            rate.look();
        }
    }

    /** Begins nothing more. */
    public void stop() {
        stopped = true;
        timers.forEach(vertx::cancelTimer);
    }

    /** Looks at these blobs soon, at every block of them. */
    void lookAt(List<Long> ids) {
        lookAt(ids, CopyCare.Look.AT_EVERY_BLOCK);
    }

    /** Looks at these blobs soon, and as closely as any who asks for it wants. */
    void lookAt(List<Long> ids, CopyCare.Look look) {
        synchronized (asked) {
            ids.stream()
                    .limit(Math.max(0, MOST_ASKED - asked.size()))
                    .forEach(id -> asked.merge(id, look, CopyCare.Look::closer));
        }
    }

    /** What it has done and has to do. */
    public RepairFigures figures() {
        return tally.read(undone.count(), rate.figure());
    }

    JsonObject progress() {
        return figures().json();
    }

    Future<JsonObject> census(boolean verify) {
        return new Census(vertx, copies, new Stores(blobs, placed), verify).take();
    }

    /** Begins what is due, if anything is, and nothing else is being done. Completes when it has ended, however it did. */
    Future<Void> look() {
        Promise<Void> looked = Promise.promise();
        context.runOnContext(now -> {
            copies.questions().tellAgain();
            Fellowship members = copies.fellowship();
            if (members.isNone() || working || stopped) {
                looked.complete();
                return;
            }
            noteMembers(members);
            working = true;
            due().onFailure(failure -> log.warn("repair was interrupted, and goes on later: {}", failure.getMessage()))
                    .onComplete(done -> context.runOnContext(ended -> {
                        working = false;
                        looked.complete();
                    }));
        });
        return looked.future();
    }

    private Future<Void> due() {
        Map<Long, CopyCare.Look> looks = takeAsked();
        if (!looks.isEmpty()) {
            return careForThese(looks)
                    .compose(cared -> strays.lookAt(List.copyOf(looks.keySet())))
                    .onFailure(failure -> looks.forEach((id, look) -> lookAt(List.of(id), look)));
        }
        if (nanoTime.getAsLong() - walkDueNanos >= 0) {
            return walk();
        }
        Map<Long, CopyCare.Look> again = undone.due(PAGE);
        if (!again.isEmpty()) {
            return careForThese(again).onFailure(failure -> again.forEach(undone::postpone));
        }
        return strays.isLookDue() ? strays.look() : Future.succeededFuture();
    }

    /** Those that no record names are forgotten. */
    private Future<Void> careForThese(Map<Long, CopyCare.Look> looks) {
        return placed.catchUp().compose(caughtUp -> placed.find(looks.keySet())).compose(found -> {
            Set<Long> gone = new HashSet<>(looks.keySet());
            found.forEach(blob -> gone.remove(blob.id()));
            gone.forEach(undone::forget);
            return lanes.each(found, blob -> care(blob, looks.getOrDefault(blob.id(), CopyCare.Look.AT_EVERY_BLOCK)));
        });
    }

    private Future<Void> care(PlacedBlob blob, CopyCare.Look look) {
        return care.care(blob, look).map(done -> {
            if (done) {
                undone.forget(blob.id());
            } else {
                undone.postpone(blob.id(), look);
            }
            return null;
        });
    }

    private void noteMembers(Fellowship now) {
        List<Integer> members =
                now.members().stream().filter(Fellow::stays).map(Fellow::number).toList();
        List<Integer> near =
                now.members().stream().filter(Fellow::near).map(Fellow::number).toList();
        boolean isBack = !seenNear.containsAll(near);
        if (!members.equals(seenMembers) || isBack) {
            walkDueNanos = nanoTime.getAsLong();
        }
        seenMembers = members;
        seenNear = near;
    }

    private Map<Long, CopyCare.Look> takeAsked() {
        synchronized (asked) {
            Map<Long, CopyCare.Look> some = new LinkedHashMap<>();
            asked.entrySet().stream().limit(PAGE).forEach(one -> some.put(one.getKey(), one.getValue()));
            some.keySet().forEach(asked::remove);
            return some;
        }
    }

    /** What could not be done is tried again long before the next walk would be due. */
    private void walkIn(Duration time) {
        walkDueNanos = nanoTime.getAsLong() + time.toNanos();
    }

    /** First what there is to do, so that it can be told; then doing it; then what lies here and should not. */
    private Future<Void> walk() {
        walkDueNanos = nanoTime.getAsLong() + times.walk.toNanos();
        Future<Void> tidy = tidied ? Future.succeededFuture() : blobs.deleteUnfinished();
        tidied = true;
        return tidy.compose(done -> placed.catchUp())
                .compose(caughtUp -> count())
                .compose(counted -> pages(0, this::careForAll))
                .compose(cared -> strays.look())
                .onComplete(walked -> {
                    tally.end();
                    if (walked.failed()) {
                        context.runOnContext(now -> walkIn(times.again));
                    }
                });
    }

    private Future<Void> count() {
        long[] due = new long[2];
        return pages(
                        0,
                        page -> lanes.each(page, blob -> care.isDue(blob).map(is -> {
                            due[0] += is ? 1 : 0;
                            due[1] += is ? blob.length() : 0;
                            return null;
                        })))
                .onSuccess(counted -> {
                    tally.begin(due[0], due[1]);
                    if (due[0] > 0) {
                        log.atInfo()
                                .addKeyValue("blobs", due[0])
                                .addKeyValue("bytes", due[1])
                                .log("copies are missing here, and are fetched");
                    }
                });
    }

    private Future<Void> careForAll(List<PlacedBlob> page) {
        return lanes.each(page, blob -> care(blob, CopyCare.Look.AT_TABLES));
    }

    /** One page of blobs after the other, for a work that takes its time. */
    private interface Work {
        Future<Void> on(List<PlacedBlob> page);
    }

    private Future<Void> pages(long from, Work work) {
        Promise<Void> done = Promise.promise();
        nextPage(from, work, done);
        return done.future();
    }

    private void nextPage(long from, Work work, Promise<Void> done) {
        if (stopped) {
            done.fail("the node is stopping");
            return;
        }
        placed.after(from, PAGE)
                .compose(page -> work.on(page.blobs()).map(page))
                .onSuccess(page -> context.runOnContext(now -> {
                    if (page.last()) {
                        done.complete();
                    } else {
                        nextPage(page.end(), work, done);
                    }
                }))
                .onFailure(done::fail);
    }
}
