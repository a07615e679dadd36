package dev.cistern.node.copies;

import dev.cistern.cluster.Fellowship;
import dev.cistern.node.engine.LocalBlobs;
import dev.cistern.node.engine.PlacedBlob;
import dev.cistern.node.engine.PlacedBlobs;
import dev.cistern.node.engine.blob.BlobSum;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares what lies on this node's disk with what the records place here, and changes nothing. What a blob lacks in places by
 * its record is counted by one member alone: the first of those that have it. Used once.
 */
final class Census {
    private static final int PAGE = 500;

    private final ClusterCopies copies;
    private final LocalBlobs blobs;
    private final PlacedBlobs placed;
    private final boolean verify;
    private final Map<String, Long> counts = new HashMap<>();

    /** @param verify whether every block is read */
    Census(ClusterCopies copies, LocalBlobs blobs, PlacedBlobs placed, boolean verify) {
        this.copies = copies;
        this.blobs = blobs;
        this.placed = placed;
        this.verify = verify;
        for (String count : List.of("blobs", "good", "missing", "damaged", "under_replicated", "surplus", "orphaned")) {
            counts.put(count, 0L);
        }
    }

    Future<JsonObject> take() {
        Promise<Void> done = Promise.promise();
        placed.catchUp().onSuccess(caughtUp -> nextPage(0, done)).onFailure(done::fail);
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
        placed.after(after, PAGE)
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
        return (verify ? blobs.verify(blob.id()) : blobs.stat(blob.id()))
                .map(sum -> judge(blob, sum))
                .recover(damaged -> Future.succeededFuture("damaged"))
                .onSuccess(this::count)
                .mapEmpty();
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
        blobs.idsAfter(after, PAGE)
                .compose(ids -> placed.find(ids).map(found -> {
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
