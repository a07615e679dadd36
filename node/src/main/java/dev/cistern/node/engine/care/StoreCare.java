package dev.cistern.node.engine.care;

import dev.cistern.conf.ScrubSettings;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Usage, scrub, check, compaction and the collection of orphans, as the administration asks for them. Used by any thread; nothing
 * blocks, but for {@link #open} and {@link #stop}.
 */
public final class StoreCare {
    private static final Logger LOG = LoggerFactory.getLogger(StoreCare.class);
    private static final Duration LOOK = Duration.ofMinutes(1);

    private final Vertx vertx;
    private final Parts parts;
    private final Scrubs scrubs;
    private final Checks checks;
    private final Work compactWork;
    private volatile Compaction.Figures compaction = new Compaction.Figures();
    private volatile boolean stopped;
    private volatile long timer = -1;

    /**
     * What it works on.
     *
     * @param discard deletes blobs that no record names, soon, on another thread
     */
    public record Parts(
            Stored stored,
            DiskCare disks,
            Supplier<SpaceFigures> space,
            Supplier<ScrubSettings> settings,
            Consumer<List<Long>> discard,
            InstantSource clock) {}

    /** What can be done with a long work. */
    public enum Order {
        START,
        PAUSE,
        RESUME,
        CANCEL
    }

    /** Begins nothing yet. */
    public StoreCare(Vertx vertx, Parts parts) {
        this.vertx = vertx;
        this.parts = parts;
        this.scrubs = new Scrubs(parts.stored, parts.settings, parts.clock);
        this.checks = new Checks(parts.stored, new Work("check", parts.clock, () -> Long.MAX_VALUE));
        this.compactWork = new Work("compaction", parts.clock, () -> Long.MAX_VALUE);
    }

    /** Goes on with what an earlier run of the node began, and scrubs when it is time. Blocks on the disk. */
    public void open() {
        scrubs.open();
        timer = vertx.setPeriodic(LOOK.toMillis(), tick -> {
            Future<Boolean> unused = vertx.<Boolean>executeBlocking(this::lookOnce, false)
                    .onFailure(failure -> LOG.warn("a scrub could not be begun", failure));
        });
    }

    private boolean lookOnce() {
        if (!stopped) {
            scrubs.look();
        }
        return true;
    }

    /** Ends what is under way; a scrub goes on at the next start. Blocks until nothing uses the store any more. */
    public void stop() throws InterruptedException {
        stopped = true;
        boolean unused = vertx.cancelTimer(timer);
        scrubs.work().stop();
        checks.work().stop();
        compactWork.stop();
    }

    private Future<JsonObject> blocking(Callable<JsonObject> work) {
        return vertx.<JsonObject>executeBlocking(work, false);
    }

    /** All disks that bodies lie on. */
    public DiskCare disks() {
        return parts.disks;
    }

    /** The room on the disk of the data folder, at the last look. */
    public SpaceFigures space() {
        return parts.space.get();
    }

    public CareFigures figures() {
        JsonObject now = scrubs.work().json();
        boolean runs = scrubs.work().isUnderWay();
        return new CareFigures(
                scrubs.damaged(),
                runs ? 1 : 0,
                runs ? now.getLong("done_bytes") : 0,
                runs ? now.getLong("of_bytes") : 0,
                scrubs.lastWhole().map(Instant::getEpochSecond).orElse(0L));
    }

    /** The disk, and how all works are doing. */
    public JsonObject overview() {
        return new JsonObject()
                .put("disk", space().json())
                .put("disks", parts.disks.json())
                .put("scrub", scrubs.json())
                .put("check", check())
                .put("compact", compact());
    }

    /** What buckets hold, exactly, as it was at one moment, and what the data folder takes. */
    public Future<JsonObject> usage() {
        return blocking(() -> {
            Work counting = new Work("count", parts.clock, () -> Long.MAX_VALUE);
            List<DiskFigures> all = parts.disks.figures();
            return new Usage(parts.stored)
                    .json(Scrub.count(parts.stored, counting), space())
                    .put("disks", Usage.disks(all.subList(1, all.size())));
        });
    }

    /** How the scrub is doing. */
    public JsonObject scrub() {
        return scrubs.json();
    }

    /** Fails with {@link Code#INVALID_ARGUMENT} where there is nothing to be told that. */
    public Future<JsonObject> scrub(Order order) {
        return blocking(() -> {
            tell(scrubs.work(), order, scrubs::start);
            return scrubs.json();
        });
    }

    /** How the check is doing. */
    public JsonObject check() {
        return checks.json();
    }

    /** As {@link #scrub}. */
    public Future<JsonObject> check(Order order) {
        return blocking(() -> {
            tell(checks.work(), order, checks::start);
            return check();
        });
    }

    /** How the compaction is doing. */
    public JsonObject compact() {
        return compactWork
                .json()
                .put("record_bytes_before", compaction.bytesBefore().get())
                .put("record_bytes", compaction.bytesAfter().get())
                .put("stretches", compaction.stretches().get())
                .put("of_stretches", compaction.ofStretches().get());
    }

    /** As {@link #scrub}. */
    public Future<JsonObject> compact(Order order) {
        return blocking(() -> {
            tell(compactWork, order, () -> {
                Compaction.Figures figures = new Compaction.Figures();
                compactWork.start(new Compaction(parts.stored, compactWork, parts.space, figures));
                compaction = figures;
            });
            return compact();
        });
    }

    private static void tell(Work work, Order order, Runnable start) {
        switch (order) {
            case START -> start.run();
            case PAUSE -> work.pause();
            case RESUME -> work.resume();
            case CANCEL -> work.cancel();
        }
    }

    /**
     * Blobs that no record names. In a cluster they are only listed, since they may be of an upload that has not ended: repair deletes
     * those that stay so.
     *
     * @param delete whether those of a node alone are deleted
     */
    public Future<JsonObject> orphans(boolean delete) {
        return blocking(() -> {
            List<Orphans.Orphan> found = new Orphans(parts.stored).find(() -> !stopped);
            boolean byRepair = parts.stored.neighbours().areThere();
            boolean deleted = delete && !byRepair;
            if (deleted) {
                parts.discard.accept(found.stream().map(Orphans.Orphan::id).toList());
            }
            JsonArray blobs = new JsonArray();
            found.stream()
                    .limit(Findings.KEPT)
                    .forEach(orphan -> blobs.add(new JsonObject()
                            .put("blob", String.format("%016x", orphan.id()))
                            .put("bytes", orphan.bytes())));
            return new JsonObject()
                    .put("orphans", found.size())
                    .put(
                            "bytes",
                            found.stream().mapToLong(Orphans.Orphan::bytes).sum())
                    .put("deleted", deleted)
                    .put("left_to_repair", byRepair)
                    .put("blobs", blobs)
                    .put("blobs_left_out", Math.max(0, found.size() - Findings.KEPT));
        });
    }

    /** Fails where there is no such order. */
    public static Order order(Object word) {
        for (Order order : Order.values()) {
            if (order.name().equalsIgnoreCase(String.valueOf(word))) {
                return order;
            }
        }
        throw new StoreException(
                Code.INVALID_ARGUMENT, "the action is start, pause, resume or cancel, not '" + word + "'");
    }
}
