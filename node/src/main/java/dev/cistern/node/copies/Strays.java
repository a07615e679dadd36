package dev.cistern.node.copies;

import dev.cistern.cluster.Fellowship;
import dev.cistern.node.engine.PlacedBlob;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Files of blobs that should not lie here. One that no record names may be of an upload that has not ended, so it goes only when it was
 * seen twice, with the quarantine between, and the records have caught up meanwhile: by then its upload is stored, or
 * never will be. No clock of any machine is asked. One whose record places it elsewhere goes at once, if somebody it names is a member still.
 * Nothing goes unless this node was the same member of the same cluster before its records caught up and after they were read: of who is no
 * member, records name nothing. Confined to the repair's context.
 */
final class Strays {
    private static final int PAGE = 1_000;
    private static final int MOST_REMEMBERED = 1_000_000;

    private final ClusterCopies copies;
    private final Repair.Stores stores;
    private final RepairTally tally;
    private final Duration quarantine;
    private final LongSupplier nanoTime;
    private final Map<Long, Long> seen = new HashMap<>();
    private long nextLook = Long.MAX_VALUE;

    Strays(ClusterCopies copies, Repair.Stores stores, RepairTally tally, Duration quarantine, LongSupplier nanoTime) {
        this.copies = copies;
        this.stores = stores;
        this.tally = tally;
        this.quarantine = quarantine;
        this.nanoTime = nanoTime;
    }

    boolean isLookDue() {
        return nextLook != Long.MAX_VALUE && nanoTime.getAsLong() - nextLook >= 0;
    }

    Future<Void> look() {
        nextLook = Long.MAX_VALUE;
        Set<Long> still = new HashSet<>();
        Promise<Void> done = Promise.promise();
        next(0, still, done);
        return done.future().onComplete(looked -> {
            if (looked.succeeded()) {
                seen.keySet().retainAll(still);
            }
            if (!seen.isEmpty()) {
                nextLook = nanoTime.getAsLong() + quarantine.toNanos();
            }
        });
    }

    /** Looks at these alone, and at nothing that no record names. */
    Future<Void> lookAt(List<Long> ids) {
        return found(ids, (placed, members) -> {
            drop(placed, members);
            return Future.succeededFuture();
        });
    }

    private void next(long after, Set<Long> still, Promise<Void> done) {
        page(after, still)
                .onSuccess(ids -> {
                    if (ids.size() < PAGE) {
                        done.complete();
                    } else {
                        next(ids.get(ids.size() - 1), still, done);
                    }
                })
                .onFailure(done::fail);
    }

    private Future<List<Long>> page(long after, Set<Long> still) {
        return stores.blobs().idsAfter(after, PAGE).compose(ids -> found(ids, (placed, members) -> {
                    drop(placed, members);
                    return judgeUnnamed(ids, placed, still);
                })
                .map(ids));
    }

    private interface Judgement {
        Future<Void> of(List<PlacedBlob> placed, Fellowship members);
    }

    private Future<Void> found(List<Long> ids, Judgement judgement) {
        Fellowship before;
        try {
            before = copies.membership();
        } catch (StoreException e) {
            return Future.failedFuture(e);
        }
        return stores.placed()
                .catchUp()
                .compose(caughtUp -> stores.placed().find(ids))
                .compose(placed -> judgement.of(placed, sameAs(before)));
    }

    /** The members now; fails where this node is not the member any more that it was. */
    private Fellowship sameAs(Fellowship before) {
        Fellowship now = copies.membership();
        if (!now.cluster().equals(before.cluster()) || now.self() != before.self()) {
            throw new StoreException(Code.BUSY, "this node became another member meanwhile");
        }
        return now;
    }

    private void drop(List<PlacedBlob> placed, Fellowship members) {
        List<Long> surplus = placed.stream()
                .filter(blob -> isSurplus(blob, members))
                .map(PlacedBlob::id)
                .toList();
        stores.blobs().deleteSurplus(surplus);
        tally.surplusDeleted.add(surplus.size());
    }

    private Future<Void> judgeUnnamed(List<Long> ids, List<PlacedBlob> placed, Set<Long> still) {
        Set<Long> unnamed = new HashSet<>(ids);
        placed.forEach(blob -> unnamed.remove(blob.id()));
        long now = nanoTime.getAsLong();
        List<Long> orphans = new ArrayList<>();
        for (long id : unnamed) {
            Long since = seen.get(id);
            if (since != null && now - since >= quarantine.toNanos()) {
                orphans.add(id);
            } else if (seen.size() < MOST_REMEMBERED) {
                seen.putIfAbsent(id, now);
                still.add(id);
            }
        }
        return stores.blobs()
                .deleteUnnamed(orphans)
                .onSuccess(tally.orphansDeleted::add)
                .mapEmpty();
    }

    private boolean isSurplus(PlacedBlob blob, Fellowship members) {
        return !blob.places().contains(members.self())
                && blob.places().stream()
                        .anyMatch(place -> members.member(place).isPresent())
                && !copies.placement(members).wished(blob.id()).contains(members.self());
    }
}
