package dev.cistern.node.copies;

import dev.cistern.cluster.Fellowship;
import dev.cistern.node.engine.LocalBlobs;
import dev.cistern.node.engine.PlacedBlob;
import dev.cistern.node.engine.PlacedBlobs;
import dev.cistern.node.engine.blob.BlobSum;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Compares what lies on this node's disk with what the records place here, and changes nothing. What a blob lacks in places by
 * its record is counted by one member alone: the first of those that have it. Used once.
 */
final class Census {
    private static final int PAGE = 500;

    /** Together half a minute, after which it fails. */
    private static final int TRIES = 120;

    private static final Duration PAUSE = Duration.ofMillis(250);

    private final Vertx vertx;
    private final ClusterCopies copies;
    private final LocalBlobs blobs;
    private final PlacedBlobs placed;
    private final boolean verify;
    private final Map<String, Long> counts = new HashMap<>();

    /** @param verify whether every block is read */
    Census(Vertx vertx, ClusterCopies copies, Repair.Stores stores, boolean verify) {
        this.vertx = vertx;
        this.copies = copies;
        this.blobs = stores.blobs();
        this.placed = stores.placed();
        this.verify = verify;
        for (String count : List.of("blobs", "good", "missing", "damaged", "under_replicated", "surplus", "orphaned")) {
            counts.put(count, 0L);
        }
    }

    Future<JsonObject> take() {
        Promise<Void> done = Promise.promise();
        whenFree(placed::catchUp, TRIES)
                .onSuccess(caughtUp -> nextPage(0, done))
                .onFailure(done::fail);
        return done.future().compose(counted -> files()).map(counted -> {
            JsonObject json = new JsonObject().put("verified", verify);
            counts.forEach(json::put);
            return json;
        });
    }

    private void count(String what) {
        counts.merge(what, 1L, Long::sum);
    }

    private void nextPage(long after, Promise<Void> done) {
        whenFree(() -> placed.after(after, PAGE), TRIES)
                .compose(page -> all(page.blobs()).map(page))
                .onSuccess(page -> {
                    if (page.last()) {
                        done.complete();
                    } else {
                        nextPage(page.end(), done);
                    }
                })
                .onFailure(done::fail);
    }

    private Future<Void> all(List<PlacedBlob> page) {
        Promise<Void> done = Promise.promise();
        next(page, 0, done);
        return done.future();
    }

    private void next(List<PlacedBlob> page, int index, Promise<Void> done) {
        if (index == page.size()) {
            done.complete();
            return;
        }
        one(page.get(index)).onSuccess(counted -> next(page, index + 1, done)).onFailure(done::fail);
    }

    private Future<Void> one(PlacedBlob blob) {
        Fellowship now = copies.fellowship();
        List<Integer> live = blob.places().stream()
                .filter(member -> now.member(member).isPresent())
                .toList();
        int counting = live.isEmpty() && !now.members().isEmpty()
                ? now.members().get(0).number()
                : first(live);
        if (counting == now.self()) {
            count("blobs");
            if (live.size() < copies.placement().copies()) {
                count("under_replicated");
            }
        }
        if (!blob.places().contains(now.self())) {
            return Future.succeededFuture();
        }
        return whenFree(() -> state(blob), TRIES).map(state -> {
            count(state);
            return null;
        });
    }

    private Future<String> state(PlacedBlob blob) {
        return (verify ? blobs.verify(blob.id()) : blobs.stat(blob.id()))
                .map(sum -> judge(blob, sum))
                .recover(failure -> LocalBlobs.isDamage(failure)
                        ? Future.succeededFuture("damaged")
                        : Future.failedFuture(failure));
    }

    /** A node that is too busy to look knows nothing of what it would see; it looks again. */
    private <T> Future<T> whenFree(Supplier<Future<T>> look, int tries) {
        return look.get()
                .recover(failure -> failure instanceof StoreException busy && busy.code() == Code.BUSY && tries > 1
                        ? vertx.timer(PAUSE.toMillis(), TimeUnit.MILLISECONDS)
                                .compose(passed -> whenFree(look, tries - 1))
                        : Future.failedFuture(failure));
    }

    private static int first(List<Integer> live) {
        return live.isEmpty() ? 0 : live.get(0);
    }

    private static String judge(PlacedBlob blob, Optional<BlobSum> sum) {
        return sum.map(known -> known.length() == blob.length() ? "good" : "damaged")
                .orElse("missing");
    }

    private Future<Void> files() {
        Promise<Void> done = Promise.promise();
        nextFiles(0, done);
        return done.future();
    }

    private void nextFiles(long after, Promise<Void> done) {
        whenFree(() -> blobs.idsAfter(after, PAGE), TRIES)
                .compose(ids -> whenFree(() -> placed.find(ids), TRIES).map(found -> {
                    counts.merge("orphaned", (long) ids.size() - found.size(), Long::sum);
                    counts.merge(
                            "surplus",
                            found.stream()
                                    .filter(blob -> !blob.places().contains(copies.self()))
                                    .count(),
                            Long::sum);
                    return ids;
                }))
                .onSuccess(ids -> {
                    if (ids.size() < PAGE) {
                        done.complete();
                    } else {
                        nextFiles(ids.get(ids.size() - 1), done);
                    }
                })
                .onFailure(done::fail);
    }
}
